import { asExecutionId, asMilliseconds, type ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import { DamagedRecord, type Store } from '../../ports/index.ts';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { ScriptedDelegate, stepIdentifier } from '../../testing/scripted-delegate.ts';
import { shellPipeline } from '../../testing/shell-pipelines.ts';
import { openWorkshop, SOMEBODY } from '../../testing/workshop.ts';

const yaml = shellPipeline('plain', { a: { one: 'x' }, b: { two: 'x' } });

/** A store that answers a load of one execution with an error, for as long as there is one. */
function failing(store: Store, execution: string, error: () => Error | null): Store {
  const load: Store['executions']['load'] = async (id) => {
    const failure = id === execution ? error() : null;
    if (failure !== null) throw failure;
    return store.executions.load(id);
  };
  return { ...store, executions: { ...store.executions, load } };
}

/** A store with an execution that waits for its first step, left by a server that is gone. */
async function leftUnfinished(): Promise<{
  readonly store: Store;
  readonly first: ExecutionId;
  readonly second: ExecutionId;
}> {
  const store = createMemoryStore();
  const before = await openWorkshop({ store });
  before.delegate.script = () => 'hang';
  const [first, second] = [await before.run(yaml), await before.run(yaml)];
  await before.engine.stop();
  return { store, first, second };
}

describe('streams of executions', () => {
  test('one that does not load is set aside with its reason, and stops nobody else (I13)', async () => {
    const { store, first: poisoned, second: sound } = await leftUnfinished();
    const damage = () => new DamagedRecord('event 3: nothing starts before it is created');
    const after = await openWorkshop({ store: failing(store, poisoned, damage) });
    await after.settle();
    const row = await store.executions.row(poisoned);
    expect(row?.quarantined).toContain('event 3');
    expect(await after.engine.read(poisoned)).toBeNull();
    const command = { type: 'Abort', by: SOMEBODY, reason: 'test' } as const;
    const refused = await after.engine.perform(poisoned, command);
    expect(!refused.ok && refused.error.code).toBe('EXECUTION_NOT_FOUND');
    expect((await store.executions.row(sound))?.status).toBe('Success');
    await after.close();
  });

  test('one whose events do not fit is set aside with the event that does not', async () => {
    const { store, first: poisoned } = await leftUnfinished();
    const load: Store['executions']['load'] = async (id) => {
      const stream = await store.executions.load(id);
      if (stream === null || id !== poisoned) return stream;
      return { ...stream, events: [...stream.events, ...stream.events] };
    };
    const after = await openWorkshop({
      store: { ...store, executions: { ...store.executions, load } },
    });
    expect((await store.executions.row(poisoned))?.quarantined).toMatch(/event \d+ of the stream/);
    await after.close();
  });

  test('a database that does not answer for a while sets nothing aside: what was due goes on', async () => {
    const { store, first: unlucky, second: sound } = await leftUnfinished();
    let trouble: Error | null = new Error('the connection to the database broke');
    const after = await openWorkshop({ store: failing(store, unlucky, () => trouble) });
    await after.settle();
    expect((await store.executions.row(sound))?.status).toBe('Success');
    const row = await store.executions.row(unlucky);
    expect([row?.status, row?.quarantined]).toEqual(['Running', null]);
    await expect(after.engine.read(unlucky)).rejects.toThrow('connection to the database broke');

    trouble = null;
    await after.pass(asMilliseconds(5_000));
    expect((await store.executions.row(unlucky))?.status).toBe('Success');
    await after.close();
  });

  test('an execution that nobody knows is refused, not invented', async () => {
    const workshop = await openWorkshop();
    const unknown = asExecutionId('unknown');
    const refused = await workshop.engine.perform(unknown, { type: 'Wake' });
    expect(!refused.ok && refused.error.code).toBe('EXECUTION_NOT_FOUND');
    expect(await workshop.engine.read(unknown)).toBeNull();
    await workshop.close();
  });

  test('a server that is alone knows them without asking its store; one of several asks', async () => {
    const askedBy = async (sharesStore: boolean): Promise<number> => {
      const store = createMemoryStore();
      let asked = 0;
      const version: Store['executions']['version'] = (id) => {
        asked += 1;
        return store.executions.version(id);
      };
      const counting = { ...store, executions: { ...store.executions, version } };
      const workshop = await openWorkshop({ store: counting, sharesStore });
      workshop.delegate.script = () => 'hang';
      const execution = await workshop.run(yaml);
      asked = 0;
      await workshop.engine.read(execution);
      await workshop.engine.read(execution);
      await workshop.close();
      return asked;
    };
    expect(await askedBy(false)).toBe(0);
    expect(await askedBy(true)).toBeGreaterThanOrEqual(2);
  });

  test('two servers on one store decide each command once, on the newest state', async () => {
    const store = createMemoryStore();
    const one = await openWorkshop({ store });
    one.delegate.script = () => 'hang';
    const execution = await one.run(yaml);
    const two = await openWorkshop({ store, delegate: new ScriptedDelegate('second') });
    expect(await two.engine.read(execution)).toEqual(await one.engine.read(execution));
    const [task] = one.delegate.hanging();
    if (task === undefined) throw new Error('the first step did not start');
    await one.delegate.end(task, { status: 'Success', outputs: {} });
    await one.settle();
    // The second server still remembers the state of before.
    const aborted = await two.engine.perform(execution, {
      type: 'Abort',
      by: SOMEBODY,
      reason: 'enough',
    });
    expect(aborted.ok && statusOf(aborted.value)).toBe('Discontinuing');
    const ran = [...one.delegate.ran, ...two.delegate.ran].map(({ taskId }) => taskId);
    expect(new Set(ran).size).toBe(ran.length);
    expect(one.delegate.ran.map(({ taskId }) => stepIdentifier(taskId))).toEqual(['one', 'two']);
    await two.engine.stop();
    await one.close();
  });

  test('a draining server starts nothing new, and says so', async () => {
    const workshop = await openWorkshop();
    await workshop.engine.stop();
    await expect(workshop.run(yaml)).rejects.toThrow('shutting down');
    await workshop.store.close();
  });
});
