import type { ExecutionNode } from '@reprise/api';
import { failuresIn } from '../progress/failures.ts';
import type { Progress } from '../progress/model.ts';
import { oneLine } from './sanitise.ts';

/** What is said beside each node of an execution: why it failed, was skipped, reused or run again; often nothing. */
export function remarksOn(nodes: Progress['nodes']): (node: ExecutionNode) => string {
  const failures = new Set(failuresIn(nodes));
  return (node) => remarkOn(node, failures);
}

function remarkOn(node: ExecutionNode, failures: ReadonlySet<ExecutionNode>): string {
  if (node.reused !== null) {
    const { originExecutionId, reason } = node.reused;
    const where = `reused from ${originExecutionId}: ${oneLine(reason)}`;
    return node.kind === 'stage' ? where : childOf(node);
  }
  const own = node.kind === 'step' || failures.has(node);
  if (own && node.failureInfo !== null) return oneLine(node.failureInfo.message);
  if (node.skipInfo !== null) return `condition: ${oneLine(node.skipInfo.skipCondition)}`;
  if (node.runReason == null) return childOf(node);
  return `run again: ${oneLine(node.runReason)}`;
}

/** A chained stage shows the execution that it ran, which has an account of its own. */
const childOf = ({ stepDetails }: ExecutionNode): string =>
  stepDetails === null
    ? ''
    : `execution ${stepDetails.childPipelineExecutionDetails.planExecutionId}`;
