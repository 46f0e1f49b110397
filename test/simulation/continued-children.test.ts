import { asMilliseconds, type ExecutionId } from '@reprise/core';
import { failedChildren } from '@reprise/core/retry';
import { expect, test } from 'vitest';
import type { Engine } from '../../packages/server/engine/engine.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import { stepIdentifier } from '../../packages/server/testing/scripted-delegate.ts';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { VirtualClock } from '../../packages/server/testing/virtual-clock.ts';
import {
  definitionOf,
  digestOf,
  quiescence,
  SCOPE,
  SOMEBODY,
} from '../../packages/server/testing/workshop.ts';
import { childRetryPlanner } from '../../packages/server/use-cases/index.ts';
import { planIn } from '../scenarios/support/plan-retry.ts';
import { type Death, everyDeath, mortal } from './support/mortal-store.ts';
import {
  newWorld,
  serve,
  statusesIn,
  stepsRun,
  storePipeline,
  type World,
} from './support/world.ts';

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
const settings = { retryLimit: asMilliseconds(24 * 60 * 60 * 1000) };

/** A server that may go on with the children of what it retries. */
async function serveRetrying(world: World, store: Store): Promise<Engine> {
  const { clock } = world;
  const planChildRetry = childRetryPlanner({ store, clock, digest: digestOf, settings });
  const engine = await serve(world, store, { planChildRetry });
  await quiescence(engine)();
  return engine;
}

/** A parent whose child failed in its last stage. */
async function failedWorld(): Promise<{ readonly world: World; readonly parent: ExecutionId }> {
  const world = newWorld();
  await storePipeline(world, CHILD);
  world.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 1', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const engine = await serveRetrying(world, world.store);
  const begun = await engine.run({ scope: SCOPE, definition: PARENT, by: SOMEBODY });
  if (!begun.ok) throw new Error(begun.error.message);
  await quiescence(engine)();
  await engine.stop();
  world.delegate.script = () => ({ status: 'Success', outputs: {} });
  world.delegate.ran.length = 0;
  return { world, parent: begun.value.created.executionId };
}

/** The same, once somebody has retried the child by itself, and that has ended well. */
async function mendedWorld(): Promise<{ readonly world: World; readonly parent: ExecutionId }> {
  const failed = await failedWorld();
  const { world, parent } = failed;
  const engine = await serveRetrying(world, world.store);
  const state = (await engine.read(parent))?.state;
  const [child] = state === undefined ? [] : failedChildren(state);
  if (child === undefined) throw new Error('the parent has no child that failed');
  await retry(engine, world.store, child, 'ship');
  await quiescence(engine)();
  await engine.stop();
  world.delegate.ran.length = 0;
  return failed;
}

/** The server dies while it retries the parent with its child; the next one goes on, and is asked again. */
async function live(
  death: Death,
  open: typeof failedWorld,
  runs: readonly string[],
): Promise<number> {
  const { world, parent } = await open();
  const doomed = mortal(world.store, death);
  const first = await serveRetrying(world, doomed.store);
  await retry(first, doomed.store, parent).catch(() => null);
  await quiescence(first)();

  const engine = await serveRetrying(world, world.store);
  await retry(engine, world.store, parent);
  await quiescence(engine)();
  expect(stepsRun(world)).toEqual(runs);
  const chain = await world.store.executions.chain(parent);
  expect(chain.map(({ status }) => status)).toEqual(['Failed', 'Success']);
  expect(await statusesIn(world)).toEqual([
    'child Failed',
    'child Success',
    'parent Failed',
    'parent Success',
  ]);
  await engine.stop();
  return doomed.commits();
}

async function retry(
  engine: Engine,
  store: Store,
  execution: ExecutionId,
  from = 'deliver',
): Promise<void> {
  const found = await engine.read(execution);
  if (found === null) throw new Error('the execution does not load');
  const wish = { from: [from], chained: true };
  const plan = await planIn({ engine, store, clock: new VirtualClock() }, found.state, wish);
  if (plan.ok) await engine.retry({ source: found.state, plan: plan.value, by: SOMEBODY });
  else expect(plan.error.code).toBe('ALREADY_RETRIED');
}

test.each([
  ['goes on with a child, which is retried once', failedWorld, ['push'], 5],
  ['takes the end of a child that was retried already', mendedWorld, [], 2],
] as const)('the server dies at any commit of a retry that %s', async (_, open, runs, least) => {
  await everyDeath(least, (death) => live(death, open, runs));
});
