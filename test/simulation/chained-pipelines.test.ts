import type { ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { pipelineHeader } from '@reprise/core/pipeline';
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
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { VirtualClock } from '../../packages/server/testing/virtual-clock.ts';
import {
  countingIds,
  definitionOf,
  digestOf,
  quiescence,
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../../packages/server/testing/workshop.ts';
import { childPreparer } from '../../packages/server/use-cases/index.ts';
import { type Death, mortal } from './mortal-store.ts';

const CHILD = shellPipeline('child', { make: { pack: 'x' } });
const PARENT = definitionOf(`pipeline:
  identifier: parent
  name: parent
  stages:
    - stage:
        identifier: deliver
        name: deliver
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child}
    - stage:
        identifier: again
        name: again
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child}
`);
const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };

function engineOn(store: Store, clock: VirtualClock, ids: ReturnType<typeof countingIds>): Engine {
  return createEngine({
    store,
    logs: createMemoryLogStore(),
    clock,
    ids,
    logger: silentLogger,
    engineVersion: 'test',
    prepareChild: childPreparer({ store, digest: digestOf, settings: {} }),
  });
}

interface World {
  readonly store: Store;
  readonly delegate: ScriptedDelegate;
  readonly engine: Engine;
  readonly parent: ExecutionId;
  readonly commits: number;
}

/** Two servers in a row on one store: the first dies on the way. Null when nothing had begun before it did. */
async function live(death: Death, abort: boolean): Promise<World | null> {
  const store = createMemoryStore();
  const header = pipelineHeader(CHILD);
  if (header === null) throw new Error('the child has no header');
  const clock = new VirtualClock();
  await store.pipelines.create({ scope: SCOPE, yaml: CHILD, ...header }, clock.now());
  const ids = countingIds();
  const delegate = new ScriptedDelegate();
  if (abort) delegate.script = () => 'hang';
  const doomed = mortal(store, death);
  const first = engineOn(doomed.store, clock, ids);
  await first.start();
  await delegate.connect(first.taskServer);
  await first.run({ scope: SCOPE, definition: PARENT, by: SOMEBODY }).catch(() => null);
  await quiescence(first)();
  const [begun] = await parents(store);
  if (abort && begun !== undefined) await abortIn(first, begun);
  await quiescence(first)();

  const engine = engineOn(store, clock, ids);
  await engine.start();
  await delegate.connect(engine.taskServer);
  await quiescence(engine)();
  const [parent] = await parents(store);
  if (parent === undefined) return null;
  if (abort) await abortIn(engine, parent);
  await quiescence(engine)();
  return { store, delegate, engine, parent, commits: doomed.commits() };
}

async function parents(store: Store): Promise<readonly ExecutionId[]> {
  const filter = { scope: SCOPE, pipelineIds: ['parent'], newestOnly: false };
  const { items } = await store.executions.list(filter, 0, 10);
  return items.map(({ executionId }) => executionId);
}

const abortIn = (engine: Engine, execution: ExecutionId) =>
  engine.perform(execution, { type: 'Abort', by: SOMEBODY, reason: '' }).catch(() => null);

/** Every death there can be, one after the other; `holds` is told what came of each. */
async function everyDeath(abort: boolean, holds: (world: World) => Promise<void>): Promise<void> {
  const unharmed = await live(NEVER, abort);
  if (unharmed === null) throw new Error('nothing has begun');
  await holds(unharmed);
  expect(unharmed.commits).toBeGreaterThanOrEqual(4);
  for (let commit = 1; commit <= unharmed.commits; commit += 1) {
    for (const when of ['before', 'after'] as const) {
      const world = await live({ commit, when }, abort);
      if (world === null) expect({ commit, when }).toEqual({ commit: 1, when: 'before' });
      else await holds(world);
    }
  }
}

async function statuses({ store }: World): Promise<readonly string[]> {
  const { items } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10);
  return items.map(({ pipelineId, status }) => `${pipelineId} ${status}`).toSorted();
}

describe('the server dies at any commit of a parent or its children', () => {
  test('and the next one ends all of them, each child begun once', async () => {
    await everyDeath(false, async (world) => {
      expect(await statuses(world)).toEqual(['child Success', 'child Success', 'parent Success']);
      const ran = world.delegate.ran.map(({ taskId }) => stepIdentifier(taskId));
      expect(ran).toEqual(['pack', 'pack']);
      const read = await world.engine.read(world.parent);
      expect(read && statusOf(read.state)).toBe('Success');
      await world.engine.stop();
    });
  });

  test('and an abort of the parent reaches the child', async () => {
    let whole = 0;
    await everyDeath(true, async (world) => {
      expect(await world.store.executions.unfinished()).toEqual([]);
      const ended = await statuses(world);
      expect(ended).toContain('parent Aborted');
      expect(ended.filter((one) => one.startsWith('child'))).not.toContain('child Success');
      expect(await world.store.tasks.waiting()).toBe(0);
      // A server that did not die had begun the child before the abort came.
      if (world.commits >= whole) expect(ended).toEqual(['child Aborted', 'parent Aborted']);
      whole = Math.max(whole, world.commits);
      await world.engine.stop();
    });
  });
});
