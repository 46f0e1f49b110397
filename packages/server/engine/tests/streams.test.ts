import { asExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../ports/index.ts';
import { createMemoryStore } from '../../stores/memory/store.ts';
import { ScriptedDelegate, stepIdentifier } from '../../testing/scripted-delegate.ts';
import { shellPipeline } from '../../testing/shell-pipelines.ts';
import { openWorkshop, SOMEBODY } from '../../testing/workshop.ts';

const yaml = shellPipeline('plain', { a: { one: 'x' }, b: { two: 'x' } });

/** A store whose stream of one execution cannot be read back. */
function damaged(store: Store, execution: string): Store {
  const load: Store['executions']['load'] = async (id) => {
    if (id === execution) throw new Error('event 3: nothing starts before it is created');
    return store.executions.load(id);
  };
  return { ...store, executions: { ...store.executions, load } };
}

describe('streams of executions', () => {
  test('one that does not load is set aside with its reason, and stops nobody else (I13)', async () => {
    const store = createMemoryStore();
    const before = await openWorkshop({ store });
    before.delegate.script = () => 'hang';
    const poisoned = await before.run(yaml);
    const sound = await before.run(yaml);
    await before.engine.stop();

    const after = await openWorkshop({ store: damaged(store, poisoned) });
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

  test('an execution that nobody knows is refused, not invented', async () => {
    const workshop = await openWorkshop();
    const unknown = asExecutionId('unknown');
    const refused = await workshop.engine.perform(unknown, { type: 'Wake' });
    expect(!refused.ok && refused.error.code).toBe('EXECUTION_NOT_FOUND');
    expect(await workshop.engine.read(unknown)).toBeNull();
    await workshop.close();
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
