import { pipelineHeader } from '@reprise/core/pipeline';
import { expect } from 'vitest';
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
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../../packages/server/testing/workshop.ts';
import { childPreparer } from '../../packages/server/use-cases/index.ts';

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

/** A parent with two chained stages, one after the other, and what is there whatever becomes of a server. */
export interface Chained {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly delegate: ScriptedDelegate;
  engineOn(store: Store): Engine;
}

export async function chained(): Promise<Chained> {
  const [store, clock, ids] = [createMemoryStore(), new VirtualClock(), countingIds()];
  const header = pipelineHeader(CHILD);
  if (header === null) throw new Error('the child has no header');
  await store.pipelines.create({ scope: SCOPE, yaml: CHILD, ...header }, clock.now());
  const engineOn = (of: Store) =>
    createEngine({
      store: of,
      sharesStore: true,
      logs: createMemoryLogStore(),
      clock,
      ids,
      logger: silentLogger,
      engineVersion: 'test',
      prepareChild: childPreparer({ store: of, digest: digestOf, settings: {} }),
    });
  return { store, clock, delegate: new ScriptedDelegate(), engineOn };
}

/** Begins the parent; null when the server has died of it, or failed. */
export const beginParent = (engine: Engine) =>
  engine.run({ scope: SCOPE, definition: PARENT, by: SOMEBODY }).catch(() => null);

/** That the parent has ended well, with its two children, each of which ran its step once. */
export async function expectWholeFamily({ store, delegate }: Chained, what: string): Promise<void> {
  const { items } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10);
  const statuses = items.map(({ pipelineId, status }) => `${pipelineId} ${status}`);
  const whole = ['child Success', 'child Success', 'parent Success'];
  expect(statuses.toSorted(), what).toEqual(items.length === 0 ? [] : whole);
  const ran = delegate.ran.map(({ taskId }) => stepIdentifier(taskId));
  expect(ran, what).toEqual(items.length === 0 ? [] : ['pack', 'pack']);
}
