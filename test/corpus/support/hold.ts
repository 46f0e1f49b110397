import type { ExecutionDetail, ExecutionNode } from '@reprise/api';
import { expect } from 'vitest';
import { isCalled } from '../../../packages/cli/progress/address.ts';
import { nodesOf } from '../../../packages/cli/progress/nodes-of.ts';
import type { Expectation } from './model.ts';

type Nodes = ReadonlyMap<string, ExecutionNode>;

/** By identifier, by `stage/step`, or by the name that an instance of a loop shows. */
export const named = (nodes: Nodes, name: string): ExecutionNode | undefined =>
  [...nodes.values()].find((node) => node.name === name || isCalled(nodes, node, name));

/** Holds an ended execution, and what its steps called, to what is expected of them. */
export function hold(
  detail: ExecutionDetail,
  calls: readonly string[],
  { failures = {}, calls: expectedCalls, ...expected }: Expectation,
): void {
  const nodes = nodesOf(detail);
  const found = {
    status: detail.pipelineExecutionSummary.status,
    ...(expected.nodes && { nodes: lookAt(nodes, expected.nodes, ({ status }) => status) }),
    ...(expected.outputs && { outputs: lookAt(nodes, expected.outputs, outputsOf) }),
    ...(expected.reused && { reused: reusedStages(nodes) }),
    ...(expectedCalls && { calls: inGroupsOf(expectedCalls, calls) }),
  };
  const wanted = { ...expected, ...(expectedCalls && { calls: sortedInside(expectedCalls) }) };
  expect(found, whatFailed(nodes)).toEqual(wanted);
  for (const [name, part] of Object.entries(failures)) {
    expect(named(nodes, name)?.failureInfo?.message).toContain(part);
  }
}

const lookAt = <Value>(
  nodes: Nodes,
  wanted: Readonly<Record<string, unknown>>,
  of: (node: ExecutionNode) => Value,
) =>
  Object.fromEntries(
    Object.keys(wanted).map((name) => {
      const node = named(nodes, name);
      return [name, node === undefined ? 'no such node' : of(node)];
    }),
  );

function outputsOf({ outcomes }: ExecutionNode): unknown {
  const output = outcomes['output'];
  return typeof output === 'object' && output !== null && 'outputVariables' in output
    ? output.outputVariables
    : output;
}

const reusedStages = (nodes: Nodes): readonly string[] =>
  [...nodes.values()]
    .filter(({ kind, reused }) => kind === 'stage' && reused !== null)
    .map(({ identifier }) => identifier);

type Calls = NonNullable<Expectation['calls']>;

const sortedInside = (calls: Calls): Calls =>
  calls.map((call) => (typeof call === 'string' ? call : call.toSorted()));

/** The calls in the groups that are expected, sorted where any order will do; what is left over comes behind. */
function inGroupsOf(expected: Calls, calls: readonly string[]): Calls {
  let at = 0;
  const grouped = expected.flatMap((each): Calls => {
    const group = calls.slice(at, (at += typeof each === 'string' ? 1 : each.length));
    return typeof each === 'string' ? group : [group.toSorted()];
  });
  return [...grouped, ...calls.slice(at)];
}

const whatFailed = (nodes: Nodes): string =>
  [...nodes.values()]
    .flatMap(({ identifier, failureInfo }) =>
      failureInfo === null ? [] : [`${identifier}: ${failureInfo.message}`],
    )
    .join('\n');
