import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function lint(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main(['lint', ...args], terminal);
  return { code, ...printed };
}

const PIPELINE = `pipeline:
  identifier: shop
  name: Shop
  stages:
    - stage:
        identifier: one
        name: One
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: rest, name: Rest, type: Wait, spec: {duration: 10s}}
`;
const TEMPLATE =
  'template: {identifier: rest, name: Rest, versionLabel: v1, type: Step, spec: {type: Wait, spec: {duration: 10s}}}\n';
const ENVIRONMENT = 'environment: {identifier: prod, type: Production}\n';

it('checks every document of every file of a folder', async () => {
  writeFileSync(join(folder, 'team.yaml'), [ENVIRONMENT, TEMPLATE, PIPELINE].join('---\n'));
  writeFileSync(join(folder, 'shop.yml'), PIPELINE);
  expect(await lint(folder)).toEqual({ code: 0, out: '2 files, nothing wrong.\n', err: '' });
});

it('names what is wrong by its place in the file, whatever it is wrong in', async () => {
  const documents = [
    ENVIRONMENT.replace('Production', 'Prod'),
    TEMPLATE.replace('type: Step,', ''),
    PIPELINE.replace('type: Wait', 'type: Waits'),
  ];
  const file = join(folder, 'team.yaml');
  writeFileSync(file, documents.join('---\n'));
  const { code, out } = await lint(file);
  expect(code).toBe(1);
  expect(out).toContain(`${file}:1:39 error`);
  expect(out).toContain(`${file}:3:11 error "type" is missing`);
  expect(out).toMatch(new RegExp(`${file}:16:\\d+ error .*Waits`));
  const { out: json } = await lint(file, '--json');
  expect(JSON.parse(json)).toMatchObject([
    { file, problems: [{ line: 1 }, { line: 3 }, { line: 16 }] },
  ]);
});

it('tells what is nothing known that it is no pipeline', async () => {
  const file = join(folder, 'other.yaml');
  writeFileSync(file, 'kind: Deployment\n');
  expect((await lint(file)).out).toContain('"pipeline" is missing');
});

it('shows no line of a secret, which may hold its value', async () => {
  const file = join(folder, 'secret.yaml');
  writeFileSync(file, 'secret: {identifier: a, type: SecretText, spec: {value: hunter2, b: c}}\n');
  const { code, out } = await lint(file);
  expect(code).toBe(1);
  expect(out).toContain(`${file}:1:66 error`);
  expect(out).not.toContain('hunter2');
  writeFileSync(file, 'secret:\n  identifier: a\n  spec:\n    value: *hunter2\n');
  expect(await lint(file)).toMatchObject({ code: 1, out: expect.not.stringContaining('hunter2') });
});
