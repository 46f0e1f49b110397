import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import { shellPipeline, sideBySide } from '../../packages/server/testing/shell-pipelines.ts';
import {
  definitionOf,
  quiescence,
  SCOPE,
  SOMEBODY,
} from '../../packages/server/testing/workshop.ts';
import { type Death, everyDeath, mortal } from './support/mortal-store.ts';
import { newWorld, serve, stepsRun } from './support/world.ts';

const PIPELINE = definitionOf(
  shellPipeline(
    'sturdy',
    { build: { fetch: 'x', compile: 'x' } },
    sideBySide({ left: { l1: 'x', l2: 'x' }, right: { r1: 'x' } }),
    { ship: { push: 'x' } },
  ),
);
const STEPS = ['fetch', 'compile', 'l1', 'l2', 'r1', 'push'];

/** Runs the pipeline with a death on the way, and what comes after it. Answers how many commits the first server made. */
async function live(death: Death, capacity: number): Promise<number> {
  const world = newWorld();
  const { store } = world;
  const doomed = mortal(store, death);
  const first = await serve(world, doomed.store, { capacity });
  const request = { scope: SCOPE, definition: PIPELINE, by: SOMEBODY };
  const begun = await first.run(request).catch(() => null);
  await quiescence(first)();

  const second = await serve(world, store, { capacity });
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
  expect(stepsRun(world).toSorted()).toEqual(STEPS.toSorted());
  expect(await store.tasks.waiting()).toBe(0);
  await second.stop();
  return doomed.commits();
}

describe.each([
  ['a free delegate', 100],
  ['one slot for all', 1],
] as const)('the server dies at any commit, with %s', (_, capacity) => {
  test('and the next one ends the execution, each step run once', async () => {
    await everyDeath(STEPS.length, (death) => live(death, capacity));
  });
});
