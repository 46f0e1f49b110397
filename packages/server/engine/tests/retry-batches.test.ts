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
import { ROUND } from '../neighbours.ts';
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
  const needs = { sharesStore: true, engine, clock, ids: countingIds(), logger: silentLogger };
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

describe('a batch on a database with several servers', () => {
  it('is ended by another one when the one that made it dies', async () => {
    const other = batchesOn();
    await other.start(beginning);
    const dying = batchesOn();
    await dying.start(() => new Promise<never>(() => {}));
    // Whoever is dead cannot be stopped.
    running = [other];
    await dying.create(batch('b1'));
    await workshop.settle();
    expect(await standing(other, 'b1')).toMatchObject({ status: 'RUNNING', running: 1 });
    await workshop.pass(asMilliseconds(2 * ROUND));
    expect(await standing(other, 'b1')).toMatchObject({ status: 'COMPLETED', succeeded: 1 });
  });

  it('has each member retried once, however many servers see to it', async () => {
    workshop.delegate.script = () => 'hang';
    const servers = [batchesOn(), batchesOn(), batchesOn()];
    for (const each of servers) await each.start(beginning);
    const members = ['m1', 'm2', 'm3', 'm4'].map(asExecutionId);
    await servers[0]?.create({ ...batch('b1'), members, atOnce: 2 });
    for (let round = 0; round < members.length; round += 1) {
      await workshop.pass(ROUND);
      for (const task of workshop.delegate.hanging()) {
        await workshop.delegate.end(task, { status: 'Success', outputs: {} });
      }
      await workshop.settle();
    }
    for (const each of servers) {
      expect(await standing(each, 'b1')).toMatchObject({ status: 'COMPLETED', succeeded: 4 });
    }
    expect(workshop.delegate.ran).toHaveLength(members.length);
  });

  it('is cancelled by any of them', async () => {
    workshop.delegate.script = () => 'hang';
    const [one, other] = [batchesOn(), batchesOn()];
    await one.start(beginning);
    await one.create({ ...batch('b1'), members: [MEMBER, asExecutionId('next')] });
    await other.start(beginning);
    await workshop.settle();
    const cancel = { type: 'Cancel', at: workshop.clock.now(), by: SOMEBODY } as const;
    const done = await other.perform(asRetryBatchId('b1'), cancel);
    expect(done.ok && done.value && countsOf(done.value)).toMatchObject({ cancelled: 1 });
    // The first one still remembers the batch as it was.
    await workshop.pass(ROUND);
    for (const task of workshop.delegate.hanging()) {
      await workshop.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await workshop.settle();
    expect(await standing(one, 'b1')).toMatchObject({ succeeded: 1, cancelled: 1, running: 0 });
    expect(workshop.delegate.ran).toHaveLength(1);
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
