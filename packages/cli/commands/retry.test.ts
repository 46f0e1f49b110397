import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-retry-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function reprise(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main([...args, '--local', '--data', join(folder, 'data')], terminal);
  return { code, ...printed };
}

const stage = (identifier: string) => `
        - stage:
            identifier: ${identifier}
            name: ${identifier}
            type: Custom
            spec:
              execution:
                steps:
                  - step:
                      identifier: work
                      name: work
                      type: ShellScript
                      spec: {shell: Bash, source: {type: Inline, spec: {script: exit 1}}}`;

test.each([['retry', 'some-execution'], ['retry-all']])(
  '%s with an empty --plan does nothing: it is not as if none were given',
  async (...command) => {
    const { code, err } = await reprise(...command, '--plan', '');
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('A digest is sha256: and 64 hexadecimal digits');
  },
);

test('several parallel stages are named one by one, or with commas between them', async () => {
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(
    file,
    `pipeline:
  identifier: shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
  stages:
    - parallel:${stage('unit')}${stage('lint')}
`,
  );
  const ran = await reprise('run', file);
  expect(ran.code).toBe(EXIT.failed);
  const execution = /run 1 {2}(\S+)/.exec(ran.out)?.[1] ?? '';
  const named = await reprise('retry', execution, '--from', 'unit', 'lint', '--dry-run');
  const listed = await reprise('retry', execution, '--from', 'unit,lint', '--dry-run');
  expect([listed.code, listed.err]).toEqual([EXIT.success, '']);
  expect(listed.out).toBe(named.out);
  expect(listed.out).toContain('To do it: ');
  const empty = await reprise('retry', execution, '--from', ',', '--dry-run');
  expect([empty.code, empty.err]).toEqual([EXIT.usage, expect.stringContaining('names no stage')]);
});
