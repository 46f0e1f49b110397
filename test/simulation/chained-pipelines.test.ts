import type { ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../packages/server/engine/engine.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import { quiescence, SCOPE, SOMEBODY } from '../../packages/server/testing/workshop.ts';
import { beginParent, familyWorld } from './support/family-world.ts';
import { type Death, deathsIn, mortal, NEVER } from './support/mortal-store.ts';
import { serve, statusesIn, stepsRun, type World } from './support/world.ts';

interface Life {
  readonly world: World;
  readonly engine: Engine;
  readonly parent: ExecutionId;
  readonly commits: number;
}

/** Two servers in a row on one store: the first dies on the way. Null when nothing had begun before it did. */
async function live(death: Death, abort: boolean): Promise<Life | null> {
  const world = await familyWorld();
  const { store, delegate } = world;
  if (abort) delegate.script = () => 'hang';
  const doomed = mortal(store, death);
  const first = await serve(world, doomed.store);
  await beginParent(first);
  await quiescence(first)();
  const [begun] = await parents(store);
  if (abort && begun !== undefined) await abortIn(first, begun);
  await quiescence(first)();

  const engine = await serve(world, store);
  await quiescence(engine)();
  const [parent] = await parents(store);
  if (parent === undefined) return null;
  if (abort) await abortIn(engine, parent);
  await quiescence(engine)();
  return { world, engine, parent, commits: doomed.commits() };
}

async function parents(store: Store): Promise<readonly ExecutionId[]> {
  const filter = { scope: SCOPE, pipelineIds: ['parent'], newestOnly: false };
  const { items } = await store.executions.list(filter, 0, 10);
  return items.map(({ executionId }) => executionId);
}

const abortIn = (engine: Engine, execution: ExecutionId) =>
  engine.perform(execution, { type: 'Abort', by: SOMEBODY, reason: '' }).catch(() => null);

/** Every death there can be, one after the other; `holds` is told what came of each. */
async function everyDeath(abort: boolean, holds: (life: Life) => Promise<void>): Promise<void> {
  const unharmed = await live(NEVER, abort);
  if (unharmed === null) throw new Error('nothing has begun');
  await holds(unharmed);
  expect(unharmed.commits).toBeGreaterThanOrEqual(4);
  for (const death of deathsIn(unharmed.commits)) {
    const life = await live(death, abort);
    if (life === null) expect(death).toEqual({ commit: 1, when: 'before' });
    else await holds(life);
  }
}

describe('the server dies at any commit of a parent or its children', () => {
  test('and the next one ends all of them, each child begun once', async () => {
    await everyDeath(false, async ({ world, engine, parent }) => {
      expect(await statusesIn(world)).toEqual(['child Success', 'child Success', 'parent Success']);
      expect(stepsRun(world)).toEqual(['pack', 'pack']);
      const read = await engine.read(parent);
      expect(read && statusOf(read.state)).toBe('Success');
      await engine.stop();
    });
  });

  test('and an abort of the parent reaches the child', async () => {
    let whole = 0;
    await everyDeath(true, async ({ world, engine, commits }) => {
      expect(await world.store.executions.unfinished()).toEqual([]);
      const ended = await statusesIn(world);
      expect(ended).toContain('parent Aborted');
      expect(ended.filter((one) => one.startsWith('child'))).not.toContain('child Success');
      expect(await world.store.tasks.waiting()).toBe(0);
      // A server that did not die had begun the child before the abort came.
      if (commits >= whole) expect(ended).toEqual(['child Aborted', 'parent Aborted']);
      whole = Math.max(whole, commits);
      await engine.stop();
    });
  });
});
