import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function reprise(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main([...args, '--local', '--data', join(folder, 'data')], terminal);
  return { code, ...printed };
}

const OBJECTS = `variable: {identifier: colour, name: Colour, type: String, spec: {valueType: FIXED, fixedValue: red}}
---
environment: {identifier: prod, name: Prod, type: Production, orgIdentifier: default, projectIdentifier: default_project}
`;

test('what people did is listed, newest first, with who did it', async () => {
  expect((await reprise('audit')).out).toBe('Nothing was done.\n');
  const file = join(folder, 'objects.yaml');
  writeFileSync(file, OBJECTS);
  await reprise('apply', file);
  const { code, out } = await reprise('audit');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(/^WHEN +WHO +FROM +WHAT +TO +MORE$/);
  expect(out).toMatch(/create +environment prod[^]*create +variable colour/);
  expect(out).not.toContain('red');
});

test('what people did is listed of a place alone, and no more of it than asked for', async () => {
  const file = join(folder, 'objects.yaml');
  writeFileSync(file, OBJECTS);
  await reprise('apply', file);
  const inProject = await reprise('audit', '--org', 'default', '--project', 'default_project');
  expect(inProject.out).toContain('environment prod');
  expect(inProject.out).not.toContain('variable colour');
  const newest: unknown = JSON.parse((await reprise('audit', '--limit', '1', '--json')).out);
  expect(newest).toMatchObject({ acts: [{ action: 'create', resource: 'environment prod' }] });
});

test('of an execution that is not there nothing is listed', async () => {
  const { code, err } = await reprise('audit', 'nobody');
  expect(code).not.toBe(0);
  expect(err).toContain('There is no execution');
});
