import type { NodeKey } from '@reprise/core';
import type { Namespace, Value } from '@reprise/core/expression';
import type { ApprovalGiven } from '../approval-given.ts';
import type { ExecutionState } from '../state.ts';
import { namespaceBy } from './namespace.ts';

export const ACTIVITIES = 'approvalActivities';

/** `<+approval.approvalActivities[0].user.name>`: what people said to all approvals of the execution, the first one first. */
export function approvalNamespace(state: ExecutionState): Namespace {
  return namespaceBy(
    () => [ACTIVITIES],
    (name) => {
      if (name !== ACTIVITIES) return undefined;
      const given = [...state.nodes.keys()].flatMap((key) => givenAt(state, key));
      return given.toSorted((one, other) => one.at - other.at).map(activityOf);
    },
  );
}

/** `….output.approvalActivities` of one approval step. */
export const activitiesOf = (state: ExecutionState, node: NodeKey): readonly Value[] =>
  givenAt(state, node).map(activityOf);

function givenAt({ nodes }: ExecutionState, key: NodeKey): readonly ApprovalGiven[] {
  const node = nodes.get(key);
  return node !== undefined && 'approvals' in node ? (node.approvals ?? []) : [];
}

const activityOf = ({ by, action, comments, inputs, at }: ApprovalGiven): Value => ({
  user: { name: by.name, email: by.email ?? null },
  action,
  comments,
  approverInputs: Object.entries(inputs).map(([name, value]) => ({ name, value })),
  approvedAt: at,
});
