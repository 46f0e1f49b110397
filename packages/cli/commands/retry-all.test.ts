import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { main } from '../main.ts';
import { recordingTerminal } from '../testing/recording-terminal.ts';

let folder: string;
let fixed: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-retry-all-'));
  fixed = join(folder, 'fixed');
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(file, yaml());
  expect((await reprise('run', file)).code).toBe(EXIT.failed);
  expect((await reprise('run', file)).code).toBe(EXIT.failed);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function reprise(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal();
  const code = await main([...args, '--local', '--data', join(folder, 'data')], terminal);
  return { code, ...printed };
}

const step = (identifier: string, script: string) => `
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
                  spec: {shell: Bash, source: {type: Inline, spec: {script: "${script}"}}}`;

const yaml = () => `pipeline:
  identifier: shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
  stages:${step('build', 'true')}${step('ship', `echo no registry; test -f '${fixed}'`)}
`;

test('every failed execution is shown, and then retried from what failed', async () => {
  const shown = await reprise('retry-all', '--since', '1h', '--dry-run');
  expect([shown.code, shown.err]).toEqual([EXIT.success, '']);
  expect(shown.out).toMatch(
    /▶ retry {2}\S{22} {2}shop 1 {2}Failed .* from ship; 1 reused, 1 to run/,
  );
  expect(shown.out).toContain('2 match: 2 to retry; saves');
  expect(shown.out).toContain('Nothing was started.');

  writeFileSync(fixed, '');
  const done = await reprise('retry-all', '--failed-stage', 'ship', '--note', 'registry is back');
  expect([done.code, done.err]).toEqual([EXIT.success, '']);
  expect(done.out).toContain('✓ succeeded');
  expect(done.out).toContain('2 succeeded of 2');

  const listed = await reprise('retry-batch');
  const batch = /COMPLETED {2}(\S+)/.exec(listed.out)?.[1] ?? '';
  const one = await reprise('retry-batch', batch);
  expect(one.out).toContain(`${batch}  COMPLETED`);
  expect(one.out).toContain('registry is back');
  expect((await reprise('retry-batch', batch, '--cancel')).err).toContain('RETRY_BATCH_ENDED');
  expect((await reprise('retry-all', '--pipeline', 'shop')).out).toContain('Nothing matches');
});

test('the batch stops when what failed fails again, and the exit code says so', async () => {
  const args = ['--pipeline', 'shop', '--at-once', '1', '--stop-after', '1'];
  const done = await reprise('retry-all', ...args, '--json');
  expect(done.code).toBe(EXIT.failed);
  expect(JSON.parse(done.out)).toMatchObject({
    status: 'STOPPED',
    counts: { failedAgain: 1, cancelled: 1 },
  });
});

test.each([
  [['retry-all'], 'Say which executions'],
  [['retry-all', '--since', 'yesterday-ish'], 'A moment looks like'],
  [['retry-all', '--status', 'Success'], 'Allowed choices are'],
  [['retry-all', '--at-once', '0', '--since', '1h'], 'A whole number from 1 to 100'],
  [['retry-batch', '--cancel'], 'Say which batch'],
])('%j is refused with what to do', async (args, words) => {
  const answer = await reprise(...args);
  expect(answer.code).toBe(EXIT.usage);
  expect(answer.err).toContain(words);
});
