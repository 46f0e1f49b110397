import { asMilliseconds, type ExecutionId, partsOfTaskId } from '@reprise/core';
import { type ExecutionState, statusOf, viewNodes } from '@reprise/core/execution';
import { planRetry } from '@reprise/core/retry';
import { expect } from 'vitest';
import type { Engine } from '../../../packages/server/engine/engine.ts';
import { stepIdentifier } from '../../../packages/server/testing/scripted-delegate.ts';
import type { VirtualClock } from '../../../packages/server/testing/virtual-clock.ts';
import {
  definitionOf,
  digestOf,
  quiescence,
  SCOPE,
  SOMEBODY,
} from '../../../packages/server/testing/workshop.ts';
import { newWorld, type World } from './world.ts';

/** A loop of which one instance fails once, a step that is tried again, an approval, and a retry of it all. */
const PIPELINE = definitionOf(`pipeline:
  identifier: sturdy
  name: sturdy
  stages:
    - stage:
        identifier: prepare
        name: prepare
        type: Custom
        failureStrategies:
          - onFailure: {errors: [AllErrors], action: {type: Retry, spec: {retryCount: 1, retryIntervals: [10s], onRetryFailure: {action: {type: MarkAsFailure}}}}}
        spec: {execution: {steps: [{step: {identifier: fetch, name: fetch, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: x}}}}}]}}
    - stage:
        identifier: gate
        name: gate
        type: Custom
        spec: {execution: {steps: [{step: {identifier: go, name: go, type: HarnessApproval, spec: {approvalMessage: Go?, approvers: {userGroups: [_project_all_users], minimumCount: 1, disallowPipelineExecutor: false}}}}]}}
    - stage:
        identifier: build
        name: build
        type: Custom
        strategy: {matrix: {os: [linux, mac]}}
        spec: {execution: {steps: [{step: {identifier: make, name: make, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: x}}}}}]}}
`);
const RAN = [
  'execution-1 prepare fetch 1',
  'execution-1 prepare fetch 2',
  'execution-1 build-linux make 1',
  'execution-1 build-mac make 1',
  'retry build-mac make 1',
];
const TEN_SECONDS = asMilliseconds(10_000);

/** A world in which nothing has happened, with a delegate under which one step and one instance fail once. */
export function chainWorld(): World {
  const world = newWorld();
  const { delegate } = world;
  delegate.script = ({ taskId }) => {
    const { node, attempt } = partsOfTaskId(taskId);
    const failsOnce = stepIdentifier(taskId) === 'fetch' && attempt === 1;
    const failsFirst = node.includes('build-mac') && !delegate.ran.slice(0, -1).some(isMac);
    return failsOnce || failsFirst
      ? { status: 'Failed', failure: { message: 'as planned', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  };
  return world;
}

const isMac = ({ taskId }: { readonly taskId: Parameters<typeof partsOfTaskId>[0] }): boolean =>
  partsOfTaskId(taskId).node.includes('build-mac');

/** Does whatever is to be done next, until the chain has ended well; gives up when the server is dead. */
export async function drive(world: World, engine: Engine): Promise<void> {
  const settle = quiescence(engine);
  await settle();
  if ((await chainOf(world)).length === 0) {
    await engine.run({ scope: SCOPE, definition: PIPELINE, by: SOMEBODY });
  }
  for (let turns = 0; turns < 12; turns += 1) {
    await settle();
    const newest = (await chainOf(world)).at(-1);
    const read = newest === undefined ? null : await engine.read(newest);
    if (newest === undefined || read === null || statusOf(read.state) === 'Success') return;
    await move(world, engine, newest, read.state);
    await settle();
  }
}

async function move(
  { clock }: World,
  engine: Engine,
  newest: ExecutionId,
  state: ExecutionState,
): Promise<void> {
  if (statusOf(state) === 'Failed') {
    await retry(engine, state, clock);
    return;
  }
  const gate = viewNodes(state).find(({ identifier }) => identifier === 'go');
  if (gate?.status !== 'ApprovalWaiting') {
    await clock.pass(TEN_SECONDS, quiescence(engine));
    return;
  }
  const said = { node: gate.key, attempt: 1, by: SOMEBODY, comments: '', inputs: {} } as const;
  await engine.perform(newest, { type: 'ActOnApproval', action: 'APPROVE', ...said });
}

async function retry(engine: Engine, source: ExecutionState, clock: VirtualClock): Promise<void> {
  const planned = planRetry(
    source,
    { from: ['build'], runAllStages: true },
    {
      now: clock.now(),
      pipelineExists: true,
      rootCreatedAt: source.created.at,
      maximumAge: asMilliseconds(1_000_000_000),
      digest: digestOf,
    },
  );
  if (!planned.ok) throw new Error(planned.error.message);
  await engine.retry({ source, plan: planned.value, by: SOMEBODY });
}

/** The executions, oldest first. */
async function chainOf({ store }: World): Promise<readonly ExecutionId[]> {
  const { items } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10);
  return items.map(({ executionId }) => executionId).toReversed();
}

/** One failed execution and one retry of it that ended well, each try run once, and nothing left to do. */
export async function expectWholeChain(world: World, engine: Engine, what: string): Promise<void> {
  const chain = await chainOf(world);
  const statuses = await Promise.all(
    chain.map(async (id) => {
      const read = await engine.read(id);
      return read && statusOf(read.state);
    }),
  );
  expect(statuses, what).toEqual(['Failed', 'Success']);
  const ran = world.delegate.ran.map(({ taskId }) => {
    const { execution, node, attempt } = partsOfTaskId(taskId);
    const which = execution === chain[0] ? 'execution-1' : 'retry';
    return `${which} ${node.split('.')[2] ?? ''} ${stepIdentifier(taskId)} ${attempt}`;
  });
  expect(ran.toSorted(), what).toEqual(RAN.toSorted());
  expect(await world.store.executions.unfinished()).toEqual([]);
  expect(await world.store.tasks.waiting()).toBe(0);
}
