/** A node as pages draw it among all others. */
import type { NodeOutline } from '@reprise/api';
import type { NodeView } from '@reprise/core/execution';

/** What goes without saying is left out: most of thousands of nodes have none of it. */
export const nodeOutline = (view: NodeView): NodeOutline => ({
  key: view.key,
  kind: view.kind,
  identifier: view.identifier,
  name: view.name,
  status: view.status,
  startTs: view.startedAt,
  endTs: view.endedAt,
  parent: view.parent,
  after: view.after,
  row: view.row,
  ...(view.place !== null && { iteration: view.place.iteration }),
  ...(view.attempts > 0 && { attempts: view.attempts }),
  ...(view.task !== null && { logged: true }),
  ...failureOf(view),
  ...(view.asking !== null && { asks: true }),
  ...childOf(view),
  ...(view.reused !== null && { reusedFrom: view.reused.origin }),
});

/** What holds a failed step failed, too; it is told once. */
const failureOf = ({ kind, failure }: NodeView): Pick<NodeOutline, 'failure'> =>
  kind !== 'step' || failure === null
    ? {}
    : { failure: { message: failure.message, exitCode: failure.exitCode ?? null } };

function childOf({ child }: NodeView): Pick<NodeOutline, 'child'> {
  if (child === null) return {};
  const { executionId, orgId, projectId, pipelineId } = child;
  return { child: { planExecutionId: executionId, orgId, projectId, pipelineId } };
}
