import { pipelineHeader } from '@reprise/core/pipeline';
import { createEngine, type EngineNeeds } from '../../../packages/server/engine/create-engine.ts';
import type { Engine } from '../../../packages/server/engine/engine.ts';
import type { Store } from '../../../packages/server/ports/index.ts';
import { createMemoryLogStore } from '../../../packages/server/stores/memory/log-store.ts';
import { createMemoryStore } from '../../../packages/server/stores/memory/store.ts';
import {
  ScriptedDelegate,
  stepIdentifier,
} from '../../../packages/server/testing/scripted-delegate.ts';
import { VirtualClock } from '../../../packages/server/testing/virtual-clock.ts';
import {
  countingIds,
  digestOf,
  SCOPE,
  silentLogger,
} from '../../../packages/server/testing/workshop.ts';
import { childPreparer } from '../../../packages/server/use-cases/index.ts';

/** What is there whatever becomes of a server. */
export interface World {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly ids: ReturnType<typeof countingIds>;
  readonly delegate: ScriptedDelegate;
}

/** A world in which nothing has happened. */
export const newWorld = (delegate = new ScriptedDelegate()): World => ({
  store: createMemoryStore(),
  clock: new VirtualClock(),
  ids: countingIds(),
  delegate,
});

/** A server of this world on this store, which is the world's own, or one that dies or fails. It has not started. */
export const engineOn = (
  { clock, ids }: World,
  store: Store,
  more: Partial<EngineNeeds> = {},
): Engine =>
  createEngine({
    store,
    logs: createMemoryLogStore(),
    clock,
    ids,
    logger: silentLogger,
    engineVersion: 'test',
    prepareChild: childPreparer({ store, digest: digestOf, settings: {} }),
    ...more,
  });

/** The same server, started, with the delegate at it, which takes so many tasks at once. */
export async function serve(
  world: World,
  store: Store,
  { capacity = 100, ...more }: Partial<EngineNeeds> & { readonly capacity?: number } = {},
): Promise<Engine> {
  const engine = engineOn(world, store, more);
  await engine.start();
  await world.delegate.connect(engine.taskServer, capacity);
  return engine;
}

/** Stores a pipeline that others run as a stage of theirs. */
export async function storePipeline({ store, clock }: World, yaml: string): Promise<void> {
  const header = pipelineHeader(yaml);
  if (header === null) throw new Error('the pipeline has no identifier');
  await store.pipelines.create({ scope: SCOPE, yaml, ...header }, clock.now());
}

/** The identifiers of the steps that the delegate ran, in order. */
export const stepsRun = ({ delegate }: World): readonly string[] =>
  delegate.ran.map(({ taskId }) => stepIdentifier(taskId));

/** How the executions of all pipelines ended: `child Success`, in alphabetical order. */
export async function statusesIn({ store }: World): Promise<readonly string[]> {
  const { items } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 99);
  return items.map(({ pipelineId, status }) => `${pipelineId} ${status}`).toSorted();
}
