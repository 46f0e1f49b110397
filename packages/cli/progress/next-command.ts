/** The exact commands that are offered to a person, ready to be pasted. `reach` is what they need to come here again. */
import type { ExecutionNode } from '@reprise/api';
import { addressOf, type Progress, retryArguments } from './model.ts';

export interface Whereabouts {
  readonly execution: string;
  readonly nodes: Progress['nodes'];
  readonly reach: string;
}

/** Continues a failed execution; null when there is nothing to continue from. */
export function retryCommand({ execution, nodes, reach }: Whereabouts): string | null {
  const retry = retryArguments(nodes);
  if (retry === null) return null;
  const onlyFailed = retry.onlyFailed ? ' --only-failed' : '';
  return `reprise retry ${execution} --from ${retry.from.join(' ')}${onlyFailed}${reach}`;
}

/** Approves what a step waits for. */
export const approveCommand = (
  { execution, nodes, reach }: Whereabouts,
  step: ExecutionNode,
): string => `reprise approve ${execution} ${addressOf(nodes, step)}${reach}`;

/** Prints the whole log of a step. */
export const logCommand = ({ execution, nodes, reach }: Whereabouts, step: ExecutionNode): string =>
  `reprise logs ${execution} ${addressOf(nodes, step)}${reach}`;
