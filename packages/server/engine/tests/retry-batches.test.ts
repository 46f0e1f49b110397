import { asExecutionId, asMilliseconds, type ExecutionId, ok, refused } from '@reprise/core';
import {
  asRetryBatchId,
  batchStatusOf,
  countsOf,
  type RetryBatchCreated,
} from '@reprise/core/retry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedRecord, type RetryBatchStore } from '../../ports/index.ts';
import { shellPipeline } from '../../testing/shell-pipelines.ts';
import {
  countingIds,
  definitionOf,
  digestOf,
  openWorkshop,
  SCOPE,
  SOMEBODY,
  silentLogger,
  type Workshop,
} from '../../testing/workshop.ts';
import { type BeginMember, RetryBatches } from '../retry-batches.ts';

const SECOND = asMilliseconds(1_000);
const MEMBER = asExecutionId('member');

let workshop: Workshop;
let running: readonly RetryBatches[];
beforeEach(async () => {
  workshop = await openWorkshop();
  running = [];
});
afterEach(async () => {
  for (const batches of running) await batches.stop();
  await workshop.close();
});

function batchesOn(retryBatches: RetryBatchStore = workshop.store.retryBatches): RetryBatches {
  const { engine, clock, store } = workshop;
  const needs = { engine, clock, ids: countingIds(), logger: silentLogger };
  const batches = new RetryBatches({ ...needs, store: { ...store, retryBatches } });
  running = [...running, batches];
  return batches;
}

const batch = (name: string): RetryBatchCreated => ({
  type: 'RetryBatchCreated',
  at: workshop.clock.now(),
  batchId: asRetryBatchId(name),
  scope: SCOPE,
  by: SOMEBODY,
  filter: {},
  runAllStages: true,
  members: [MEMBER],
  atOnce: 1,
  stopAfter: 0,
});

const standing = async (batches: RetryBatches, name: string) => {
  const found = await batches.read(asRetryBatchId(name));
  return found === null ? null : { status: batchStatusOf(found), ...countsOf(found) };
};

/** Begins a pipeline in the member's place, and waits for none of it. */
const beginning: BeginMember = async (_, __, key) => ok(await began(key));

async function began(key: string): Promise<ExecutionId> {
  const { engine, store } = workshop;
  const before = await store.executions.answered({ scope: SCOPE, key });
  if (before !== null) return before.execution;
  const definition = definitionOf(shellPipeline('again', { a: { one: 'x' } }));
  const request = { key, fingerprint: digestOf(key) };
  const begun = await engine.run({ scope: SCOPE, definition, by: SOMEBODY, request });
  if (!begun.ok) throw new Error(begun.error.message);
  return begun.value.created.executionId;
}

describe('a member of a batch', () => {
  it.each(['DRAINING', 'EXECUTION_BUSY'])(
    'is begun later when the server answers %s, which says nothing about it',
    async (code) => {
      let answers = 0;
      const batches = batchesOn();
      await batches.start(async (...given) => {
        answers += 1;
        return answers === 1 ? refused({ code, message: 'not now' }) : beginning(...given);
      });
      await batches.create(batch('b1'));
      await workshop.settle();
      expect(await standing(batches, 'b1')).toMatchObject({ status: 'RUNNING', running: 1 });
      await workshop.pass(SECOND);
      expect(await standing(batches, 'b1')).toMatchObject({ status: 'COMPLETED', succeeded: 1 });
    },
  );

  it('is begun later when the database did not answer', async () => {
    let failures = 1;
    const kept = workshop.store.retryBatches;
    const batches = batchesOn({
      ...kept,
      append: async (entry) => {
        const done = await kept.append(entry);
        const tells = entry.events.some(({ type }) => type === 'MemberBegun');
        if (tells && failures > 0) {
          failures -= 1;
          throw new Error('the answer was lost');
        }
        return done;
      },
    });
    await batches.start(beginning);
    await batches.create(batch('b1'));
    await workshop.settle();
    await workshop.pass(SECOND);
    expect(await standing(batches, 'b1')).toMatchObject({ status: 'COMPLETED', succeeded: 1 });
  });

  it('whose retry began before a crash is not refused for what was taken away since', async () => {
    const begun: BeginMember = async (_, __, key) => {
      await began(key);
      throw new Error('the server died');
    };
    const dying = batchesOn();
    await dying.start(begun);
    await dying.create(batch('b1'));
    await workshop.settle();
    await dying.stop();
    const batches = batchesOn();
    await batches.start(async () => refused({ code: 'FORBIDDEN', message: 'not any more' }));
    await workshop.settle();
    expect(await standing(batches, 'b1')).toMatchObject({ status: 'COMPLETED', succeeded: 1 });
  });

  it('that is refused is counted with the reason, and the batch ends', async () => {
    const batches = batchesOn();
    await batches.start(async () => refused({ code: 'FORBIDDEN', message: 'you may not' }));
    await batches.create(batch('b1'));
    await workshop.settle();
    expect(await standing(batches, 'b1')).toMatchObject({ status: 'COMPLETED', refused: 1 });
    const found = await batches.read(asRetryBatchId('b1'));
    expect(found?.members.get(MEMBER)).toMatchObject({ message: 'you may not' });
  });
});

it('a batch that does not load stops no other one (I13)', async () => {
  const idle = batchesOn();
  await idle.create(batch('damaged'));
  await idle.create(batch('sound'));
  const kept = workshop.store.retryBatches;
  const batches = batchesOn({
    ...kept,
    load: async (id) => {
      if (id === 'damaged') throw new DamagedRecord('as a test has it');
      return kept.load(id);
    },
  });
  await batches.start(beginning);
  await workshop.settle();
  expect(await standing(batches, 'sound')).toMatchObject({ status: 'COMPLETED', succeeded: 1 });
});
