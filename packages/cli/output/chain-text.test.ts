import type { ExecutionChain } from '@reprise/api';
import { expect, it } from 'vitest';
import { recordingTerminal } from '../testing/recording-terminal.ts';
import { chainText } from './chain-text.ts';

type Attempt = ExecutionChain['attempts'][number];
type Stage = Attempt['stages'][number];

const stage = (identifier: string, fate: Stage['fate'], loop: string | null = null): Stage => ({
  identifier,
  name: identifier,
  loop,
  status: 'Success',
  fate,
  originExecutionId: null,
  reason: null,
});

const attempt = (executionId: string, changes: Partial<Attempt>): Attempt => ({
  executionId,
  parentExecutionId: null,
  isLatest: false,
  runSequence: 1,
  status: 'Failed',
  startTs: 0,
  endTs: 5000,
  triggeredBy: 'ada',
  notes: null,
  from: [],
  runAllStages: null,
  stages: [],
  quarantined: null,
  ...changes,
});

it('a chain is a table: what each attempt ran, what it reused, and why it was made', () => {
  const { colours } = recordingTerminal().terminal;
  const text = chainText(
    {
      rootExecutionId: 'one',
      latestExecutionId: 'two',
      total: 5,
      attempts: [
        attempt('two', {
          isLatest: true,
          runSequence: 2,
          status: 'Success',
          from: ['build'],
          notes: 'mended\u001b[2J',
          stages: [
            stage('prepare', 'reused'),
            stage('build', 'ran'),
            stage('build_0', 'reused', 'build'),
            stage('build_1', 'ran', 'build'),
          ],
        }),
        attempt('one', { stages: 'abcdef'.split('').map((name) => stage(name, 'ran')) }),
      ],
    },
    colours,
    0,
  );
  const [, newest = '', oldest = '', last] = text.split('\n');
  expect(newest).toMatch(
    /Success +2 +two newest .*5\.0s +ada +build +build +prepare, build_0 +mended/,
  );
  expect(newest).not.toContain('\u001b');
  expect(oldest).toMatch(/Failed +1 +one .* a, b, c, d and 2 more$/);
  expect(last).toBe('and 3 earlier; --limit 5 shows all');
});
