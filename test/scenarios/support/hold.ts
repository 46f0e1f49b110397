import type { ExecutionId } from '@reprise/core';
import { type ExecutionState, type NodeView, statusOf, viewNodes } from '@reprise/core/execution';
import { expect } from 'vitest';
import type { Workshop } from '../../../packages/server/testing/workshop.ts';
import { childOf, nameOf, newest, stateOf, stepName } from './find.ts';
import type { Expectation } from './scenario.ts';

/** How much had happened before the act whose outcome is looked at. */
export interface Before {
  readonly ran: number;
  readonly left: number;
  readonly notified: number;
}

/** What an act led to, and the world in which it did. */
interface Outcome {
  readonly workshop: Workshop;
  readonly chain: readonly ExecutionId[];
  readonly state: ExecutionState;
  readonly views: readonly NodeView[];
  readonly before: Before;
}

/** Fails unless the newest execution is as expected. Only what is expected is looked at. */
export async function hold(
  workshop: Workshop,
  chain: readonly ExecutionId[],
  expected: Expectation,
  before: Before,
): Promise<void> {
  const state = await stateOf(workshop.engine, newest(chain));
  const outcome = { workshop, chain, state, views: viewNodes(state), before };
  const { failures = {}, tasks = {}, ...exact } = expected;
  const found = {
    status: statusOf(state),
    ...nodesFound(outcome, exact),
    ...workFound(outcome, exact),
    ...(await childrenFound(outcome, exact)),
  };
  const said = outcome.views.flatMap(({ failure }) => (failure === null ? [] : [failure.message]));
  expect(found, said.join('\n')).toEqual(exact);
  for (const [identifier, part] of Object.entries(tasks)) {
    expect(taskOf(outcome, identifier), identifier).toMatchObject(part);
  }
  for (const [identifier, part] of Object.entries(failures)) {
    expect(named(outcome, identifier)?.failure?.message).toContain(part);
  }
}

function nodesFound(outcome: Outcome, { nodes, tries, reused }: Expectation): Partial<Expectation> {
  const reusedStages = outcome.views.filter(
    (view) => view.kind === 'stage' && view.reused !== null,
  );
  return {
    ...(nodes && {
      nodes: mapKeys<string>(nodes, (id) => named(outcome, id)?.status ?? 'no such node'),
    }),
    ...(tries && { tries: mapKeys(tries, (id) => named(outcome, id)?.tries.length ?? 0) }),
    ...(reused && { reused: reusedStages.map(({ identifier }) => identifier) }),
  };
}

/** What delegates were given and left, and what was told to others. */
function workFound(
  outcome: Outcome,
  { ran, scripts, left, notified }: Expectation,
): Partial<Expectation> {
  const { workshop, before } = outcome;
  const leavings = workshop.delegate.left.slice(before.left);
  const tellings = workshop.notified.slice(before.notified);
  return {
    ...(ran && { ran: ranIn(outcome).map(({ taskId }) => stepName(taskId)) }),
    ...(scripts && { scripts: mapKeys(scripts, (id) => scriptOf(outcome, id)) }),
    ...(left && {
      left: leavings.map(({ workspaces }) => (workspaces === 'all' ? 'all' : [...workspaces])),
    }),
    ...(notified && {
      notified: tellings.map(({ event, node }) => `${event} ${nameOf(node)}`.trim()),
    }),
  };
}

async function childrenFound(
  outcome: Outcome,
  { children, sameChildren }: Expectation,
): Promise<Partial<Expectation>> {
  return {
    ...(children && { children: await childrenOf(outcome, children) }),
    ...(sameChildren && { sameChildren: await stagesOfSameChildren(outcome) }),
  };
}

const ranIn = ({ workshop, before }: Outcome) => workshop.delegate.ran.slice(before.ran);

/** The task that a step was given last. */
const taskOf = (outcome: Outcome, step: string) =>
  ranIn(outcome).findLast(({ taskId }) => stepName(taskId) === step)?.task;

function scriptOf(outcome: Outcome, step: string): string {
  const task = taskOf(outcome, step);
  const script = task?.type === 'ShellScript' ? task.script : undefined;
  return typeof script === 'string' ? script.trim() : 'did not run in the clear';
}

/** The node of this identifier or name. */
const named = ({ views }: Outcome, called: string): NodeView | undefined =>
  views.find(({ identifier, name, key }) => [identifier, name, nameOf(key)].includes(called));

type Children = NonNullable<Expectation['children']>;

async function childrenOf({ workshop, views }: Outcome, expected: Children): Promise<Children> {
  const found: [string, Children[string]][] = [];
  for (const [stage, { nodes }] of Object.entries(expected)) {
    const child = childOf(views, stage);
    if (child === undefined) continue;
    const state = await stateOf(workshop.engine, child);
    const inside = viewNodes(state);
    const statuses =
      nodes &&
      mapKeys<string>(nodes, (id) => inside.find((one) => one.identifier === id)?.status ?? 'none');
    found.push([stage, { status: statusOf(state), ...(statuses && { nodes: statuses }) }]);
  }
  return Object.fromEntries(found);
}

/** The chained stages that have the very children that they had in the execution before. */
async function stagesOfSameChildren({
  workshop,
  chain,
  views,
}: Outcome): Promise<readonly string[]> {
  const before = chain.at(-2);
  if (before === undefined) throw new Error('there is no execution before');
  const former = viewNodes(await stateOf(workshop.engine, before));
  return views
    .filter(({ kind, child }) => kind === 'stage' && child !== null)
    .filter(({ identifier, child }) => childOf(former, identifier) === child?.executionId)
    .map(({ identifier }) => identifier);
}

function mapKeys<Value>(
  record: Readonly<Record<string, Value>>,
  value: (key: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, value(key)]));
}
