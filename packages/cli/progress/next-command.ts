/** The exact commands that are offered to a person, ready to be pasted. */
import type { ExecutionNode } from '@reprise/api';
import { addressOf } from './address.ts';
import { failedSteps, type Progress, retryArguments } from './model.ts';

/** How a later command comes to the same executions as this one. */
export interface Reach {
  /** What starts the program here: `reprise`, or `npx reprise` in a checkout. */
  readonly program: string;
  /** What has to be added to every command, with a blank before it; often nothing. */
  readonly options: string;
}

/** A command that comes here again. */
export const commandHere = ({ program, options }: Reach, command: string): string =>
  `${program} ${command}${options}`;

export interface Whereabouts {
  readonly execution: string;
  readonly nodes: Progress['nodes'];
  readonly reach: Reach;
}

/** Continues a failed execution; null when there is nothing to continue from. */
export function retryCommand({ execution, nodes, reach }: Whereabouts): string | null {
  const retry = retryArguments(nodes);
  if (retry === null) return null;
  const onlyFailed = retry.onlyFailed ? ' --only-failed' : '';
  return commandHere(reach, `retry ${execution} --from ${retry.from.join(' ')}${onlyFailed}`);
}

/** Continues it, and the failed executions that its chained stages ran, where they failed; null where there are none. */
export function chainedRetryCommand(where: Whereabouts): string | null {
  const chained = failedSteps(where.nodes).some(
    ({ stepDetails }) => stepDetails?.childPipelineExecutionDetails !== undefined,
  );
  const retry = chained ? retryCommand(where) : null;
  return retry === null ? null : `${retry} --retry-chained`;
}

/** Runs its pipeline anew, as it is stored by now. */
export const rerunCommand = ({ execution, reach }: Whereabouts): string =>
  commandHere(reach, `rerun ${execution}`);

/** Approves what a step waits for. */
export const approveCommand = (
  { execution, nodes, reach }: Whereabouts,
  step: ExecutionNode,
): string => commandHere(reach, `approve ${execution} ${addressOf(nodes, step)}`);

/** Gives the inputs that a node waits for; the person writes the values. */
export const inputCommand = (
  { execution, nodes, reach }: Whereabouts,
  node: ExecutionNode,
): string => {
  const pairs = (node.awaitedInputs?.names ?? []).map((name) => ` ${name}=…`).join('');
  return commandHere(reach, `input ${execution} ${addressOf(nodes, node)}${pairs}`);
};

/** Decides about a step that failed and waits for that; the person chooses the last word. */
export const interveneCommand = (
  { execution, nodes, reach }: Whereabouts,
  step: ExecutionNode,
): string =>
  commandHere(reach, `intervene ${execution} ${addressOf(nodes, step)} ${INTERVENTIONS.join('|')}`);

/** What a person may decide about a failed step. */
export const INTERVENTIONS = [
  'Retry',
  'MarkAsSuccess',
  'Ignore',
  'MarkAsFailure',
  'StageRollback',
  'Abort',
] as const;

/** Prints the whole log of a step. */
export const logCommand = ({ execution, nodes, reach }: Whereabouts, step: ExecutionNode): string =>
  commandHere(reach, `logs ${execution} ${addressOf(nodes, step)}`);
