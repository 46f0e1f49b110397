import { asMilliseconds, type ExecutionId } from '@reprise/core';
import { pipelineHeader } from '@reprise/core/pipeline';
import { expect, test } from 'vitest';
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
import { childPreparer, childRetryPlanner } from '../../packages/server/use-cases/index.ts';
import { planIn } from '../scenarios/support/plan-retry.ts';
import { type Death, mortal } from './mortal-store.ts';

const CHILD = shellPipeline('child', { make: { pack: 'x' }, ship: { push: 'x' } });
const PARENT = definitionOf(`pipeline:
  identifier: parent
  name: parent
  stages:
    - stage:
        identifier: deliver
        name: deliver
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child}
`);
const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };
const settings = { retryLimit: asMilliseconds(24 * 60 * 60 * 1000) };

class World {
  readonly store = createMemoryStore();
  readonly clock = new VirtualClock();
  readonly ids = countingIds();
  readonly delegate = new ScriptedDelegate();

  async engineOn(store: Store): Promise<Engine> {
    const { clock, ids } = this;
    const engine = createEngine({
      store,
      logs: createMemoryLogStore(),
      clock,
      ids,
      logger: silentLogger,
      engineVersion: 'test',
      prepareChild: childPreparer({ store, digest: digestOf, settings: {} }),
      planChildRetry: childRetryPlanner({ store, clock, digest: digestOf, settings }),
    });
    await engine.start();
    await this.delegate.connect(engine.taskServer);
    await quiescence(engine)();
    return engine;
  }

  ran(): readonly string[] {
    return this.delegate.ran.map(({ taskId }) => stepIdentifier(taskId));
  }
}

/** A parent whose child failed in its last stage. */
async function failedWorld(): Promise<{ readonly world: World; readonly parent: ExecutionId }> {
  const world = new World();
  const header = pipelineHeader(CHILD);
  if (header === null) throw new Error('the child has no header');
  await world.store.pipelines.create({ scope: SCOPE, yaml: CHILD, ...header }, world.clock.now());
  world.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 1', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const engine = await world.engineOn(world.store);
  const begun = await engine.run({ scope: SCOPE, definition: PARENT, by: SOMEBODY });
  if (!begun.ok) throw new Error(begun.error.message);
  await quiescence(engine)();
  await engine.stop();
  world.delegate.script = () => ({ status: 'Success', outputs: {} });
  world.delegate.ran.length = 0;
  return { world, parent: begun.value.created.executionId };
}

/** The server dies while it retries the parent with its child; the next one goes on, and is asked again. */
async function live(death: Death): Promise<number> {
  const { world, parent } = await failedWorld();
  const doomed = mortal(world.store, death);
  const first = await world.engineOn(doomed.store);
  await retry(first, doomed.store, parent).catch(() => null);
  await quiescence(first)();

  const engine = await world.engineOn(world.store);
  await retry(engine, world.store, parent);
  await quiescence(engine)();
  expect(world.ran()).toEqual(['push']);
  const chain = await world.store.executions.chain(parent);
  expect(chain.map(({ status }) => status)).toEqual(['Failed', 'Success']);
  const { items } = await world.store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10);
  expect(items.map(({ pipelineId, status }) => `${pipelineId} ${status}`).toSorted()).toEqual([
    'child Failed',
    'child Success',
    'parent Failed',
    'parent Success',
  ]);
  await engine.stop();
  return doomed.commits();
}

async function retry(engine: Engine, store: Store, parent: ExecutionId): Promise<void> {
  const found = await engine.read(parent);
  if (found === null) throw new Error('the parent does not load');
  const wish = { from: ['deliver'], chained: true };
  const plan = await planIn({ engine, store, clock: new VirtualClock() }, found.state, wish);
  if (plan.ok) await engine.retry({ source: found.state, plan: plan.value, by: SOMEBODY });
  else expect(plan.error.code).toBe('ALREADY_RETRIED');
}

test('the server dies at any commit of a retry that goes on with a child, which is retried once', async () => {
  const commits = await live(NEVER);
  expect(commits).toBeGreaterThanOrEqual(5);
  for (let commit = 1; commit <= commits; commit += 1) {
    for (const when of ['before', 'after'] as const) await live({ commit, when });
  }
});
