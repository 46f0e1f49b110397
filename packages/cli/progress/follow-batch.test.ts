import type { RetryBatchDocument } from '@reprise/api';
import { ok } from '@reprise/core';
import { expect, it } from 'vitest';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { followBatch } from './follow-batch.ts';

type Standing = RetryBatchDocument['members'][number]['standing'];

function batch(standing: Standing): RetryBatchDocument {
  const counts = { toDo: 0, running: 0, succeeded: 0, failedAgain: 0, refused: 0, cancelled: 0 };
  return {
    batchId: 'b',
    status: standing === 'running' ? 'RUNNING' : 'COMPLETED',
    stopReason: null,
    createdAt: 1,
    endedAt: standing === 'running' ? null : 2,
    createdBy: 'ada',
    note: null,
    filter: {},
    runAllStages: true,
    retryChained: false,
    atOnce: 5,
    stopAfter: 3,
    total: 1,
    counts: { ...counts, [standing]: 1 },
    members: [
      {
        executionId: 'e1',
        pipelineIdentifier: 'shop',
        runSequence: 1,
        standing,
        retryExecutionId: 'e2',
        retryStatus: standing === 'running' ? null : 'Success',
        refusal: null,
      },
    ],
  };
}

const away = new CommandError(EXIT.unreachable, 'No Reprise server answers.');

/** Follows a batch of which the server says these things in turn, the last one for ever; each pause takes a second. */
async function follow(...answers: readonly (Standing | CommandError)[]) {
  const said: string[] = [];
  let asked = 0;
  let clock = 0;
  const signal = new AbortController().signal;
  const ended = followBatch({
    batchId: 'b',
    client: {
      getRetryBatch: async () => {
        const answer = answers[Math.min(asked, answers.length - 1)] ?? away;
        asked += 1;
        if (answer instanceof CommandError) throw answer;
        return ok(batch(answer));
      },
    },
    tell: (line) => said.push(line),
    note: (text) => said.push(text),
    signal,
    now: () => clock,
    pause: async (length) => {
      clock += length;
    },
  });
  const how = await ended.then(
    ({ status }) => status,
    (error: unknown) => error,
  );
  return { how, said, clock };
}

it('waits for a server that is started again, tells of it once, and of each change', async () => {
  const { how, said } = await follow('running', away, away, 'succeeded');
  expect(how).toBe('COMPLETED');
  expect(said).toEqual([
    '● running  e1  shop 1  e2',
    '  1 running of 1',
    'Lost the server; trying to reach it again …',
    'The server is there again.',
    '✓ succeeded  e1  shop 1  e2  Success',
    '  1 succeeded of 1',
  ]);
});

it('gives up on a server that stays away for two minutes', async () => {
  const { how, clock } = await follow('running', away);
  expect(how).toBe(away);
  expect(clock).toBeGreaterThan(120_000);
  expect(clock).toBeLessThan(125_000);
});

it('does not wait where the server says no', async () => {
  const no = new CommandError(EXIT.notFound, 'There is no such batch.');
  expect(await follow('running', no)).toMatchObject({ how: no, clock: 1_000 });
});
