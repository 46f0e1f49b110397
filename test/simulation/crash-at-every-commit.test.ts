import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../../packages/server/engine/create-engine.ts';
import type { Engine } from '../../packages/server/engine/engine.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import { createMemoryLogStore } from '../../packages/server/stores/memory/log-store.ts';
import { createMemoryStore } from '../../packages/server/stores/memory/store.ts';
import {
  ScriptedDelegate,
  stepIdentifier,
} from '../../packages/server/testing/scripted-delegate.ts';
import { shellPipeline, sideBySide } from '../../packages/server/testing/shell-pipelines.ts';
import { VirtualClock } from '../../packages/server/testing/virtual-clock.ts';
import {
  countingIds,
  definitionOf,
  quiescence,
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../../packages/server/testing/workshop.ts';
import { type Death, mortal } from './mortal-store.ts';

const PIPELINE = definitionOf(
  shellPipeline(
    'sturdy',
    { build: { fetch: 'x', compile: 'x' } },
    sideBySide({ left: { l1: 'x', l2: 'x' }, right: { r1: 'x' } }),
    { ship: { push: 'x' } },
  ),
);
const STEPS = ['fetch', 'compile', 'l1', 'l2', 'r1', 'push'];

const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };

function engineOn(store: Store, clock: VirtualClock, ids = countingIds()): Engine {
  const logs = createMemoryLogStore();
  return createEngine({ store, logs, clock, ids, logger: silentLogger, engineVersion: 'test' });
}

/** Runs the pipeline with a death on the way, and what comes after it. Answers how many commits the first server made. */
async function live(death: Death, capacity: number): Promise<number> {
  const store = createMemoryStore();
  const clock = new VirtualClock();
  const ids = countingIds();
  const delegate = new ScriptedDelegate();
  const doomed = mortal(store, death);
  const first = engineOn(doomed.store, clock, ids);
  await first.start();
  await delegate.connect(first.taskServer, capacity);
  const request = { scope: SCOPE, definition: PIPELINE, by: SOMEBODY };
  const begun = await first.run(request).catch(() => null);
  await quiescence(first)();

  const second = engineOn(store, clock, ids);
  await second.start();
  await delegate.connect(second.taskServer, capacity);
  await quiescence(second)();
  const [known] = (await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10)).items;
  if (known === undefined) {
    expect(death).toEqual({ commit: 1, when: 'before' });
    expect(begun).toBeNull();
    return doomed.commits();
  }
  const read = await second.read(known.executionId);
  expect(read && statusOf(read.state)).toBe('Success');
  expect(known.status).toBe('Success');
  const ran = delegate.ran.map(({ taskId }) => stepIdentifier(taskId));
  expect(ran.toSorted()).toEqual(STEPS.toSorted());
  expect(await store.tasks.waiting()).toBe(0);
  await second.stop();
  return doomed.commits();
}

describe.each([
  ['a free delegate', 100],
  ['one slot for all', 1],
] as const)('the server dies at any commit, with %s', (_, capacity) => {
  test('and the next one ends the execution, each step run once', async () => {
    const commits = await live(NEVER, capacity);
    expect(commits).toBeGreaterThanOrEqual(STEPS.length);
    for (let commit = 1; commit <= commits; commit += 1) {
      await live({ commit, when: 'before' }, capacity);
      await live({ commit, when: 'after' }, capacity);
    }
  });
});
