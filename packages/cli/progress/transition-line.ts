import type { ExecutionNode } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { oneLine } from '../output/sanitise.ts';
import { statusMark, statusText } from '../output/status.ts';
import { formatLength } from '../output/time.ts';
import type { Colours } from '../terminal.ts';
import { failuresIn } from './failures.ts';
import { asksAScript, labelOf, type Progress, type Transition } from './model.ts';
import { approveCommand, inputCommand, interveneCommand, type Reach } from './next-command.ts';

/** How lines are to look: their colours, and what commands in them need to reach the execution, if any can. */
export interface Look {
  readonly colours: Colours;
  readonly reach: Reach | null;
}

/**
 * The one line that tells a change of status; null for changes that nobody needs to read (queued for a moment, not
 * started). The pipeline's own end is told by the command's last lines.
 */
export function transitionLine(
  progress: Progress,
  { node, before }: Transition,
  { colours, reach }: Look,
): string | null {
  if (node.kind === 'pipeline' || node.status === 'NotStarted' || node.status === 'Queued') {
    return null;
  }
  const mark = node.reused === null ? statusMark(node.status, colours) : colours.cyan('↻');
  const label = oneLine(labelOf(progress.nodes, node));
  const head = `${mark} ${node.kind === 'stage' ? colours.bold(label) : label}`;
  if (node.reused !== null) return node.kind === 'stage' ? head + reusedFrom(node, colours) : null;
  if (isEnd(node.status)) return head + howItEnded(progress, node, colours);
  // What begins with a loop are its instances, and each has a line of its own.
  if (node.kind === 'strategy') return null;
  if (asksAScript(node)) return `${head}  waits until its script says yes`;
  if (node.status === 'ApprovalWaiting' && node.kind === 'step') {
    return head + whoCanApprove(progress, node, reach);
  }
  if (node.status === 'InterventionWaiting' && node.kind === 'step') {
    return head + whoCanDecide(progress, node, reach);
  }
  if (node.kind === 'step' && childOf(node) !== null) return head + runs(node, colours);
  if (node.awaitedInputs !== null) return head + whoCanGive(progress, node, reach);
  return head + (begins(before) ? '' : colours.dim(`  ${node.status}`));
}

const reusedFrom = (node: ExecutionNode, colours: Colours): string =>
  colours.dim(`  reused from ${node.reused?.originExecutionId ?? ''}${took(node)}`);

const childOf = (node: ExecutionNode): string | null =>
  node.stepDetails?.childPipelineExecutionDetails.planExecutionId ?? null;

/** A chained stage is told with the execution that it runs, which has a progress of its own to be watched. */
const runs = (node: ExecutionNode, colours: Colours): string =>
  colours.dim(`  runs execution ${childOf(node) ?? ''}`);

const took = (node: ExecutionNode): string =>
  node.startTs === null || node.endTs === null
    ? ''
    : `, took ${formatLength(node.endTs - node.startTs)}`;

function howItEnded(progress: Progress, node: ExecutionNode, colours: Colours): string {
  const length =
    node.startTs === null || node.endTs === null
      ? ''
      : `  ${formatLength(node.endTs - node.startTs)}`;
  if (node.status === 'Success') return colours.dim(length);
  const why = whyItEnded(progress, node);
  const reason = why === undefined ? '' : `: ${oneLine(why)}`;
  return `${colours.dim(length)}  ${statusText(node.status, colours)}${reason}`;
}

/** What holds others is told without the reason of those, which have lines of their own. */
function whyItEnded({ nodes }: Progress, node: ExecutionNode): string | undefined {
  if (node.skipInfo !== null) return node.skipInfo.skipCondition;
  const ownFailure = node.kind === 'step' || failuresIn(nodes).includes(node);
  return ownFailure ? node.failureInfo?.message : undefined;
}

function whoCanApprove(progress: Progress, node: ExecutionNode, reach: Reach | null): string {
  if (reach === null) return '  waits for an approval';
  const where = { execution: progress.summary.planExecutionId, nodes: progress.nodes, reach };
  return `  waits for an approval: ${approveCommand(where, node)}`;
}

function whoCanDecide(progress: Progress, node: ExecutionNode, reach: Reach | null): string {
  const why = `  failed${node.failureInfo === null ? '' : ` (${oneLine(node.failureInfo.message)})`}`;
  if (reach === null) return `${why} and waits for a decision`;
  const where = { execution: progress.summary.planExecutionId, nodes: progress.nodes, reach };
  return `${why} and waits for a decision: ${interveneCommand(where, node)}`;
}

function whoCanGive(progress: Progress, node: ExecutionNode, reach: Reach | null): string {
  const names = node.awaitedInputs?.names ?? [];
  // A stage that people start may have nothing else to ask for.
  const what = names.length === 0 ? 'somebody to start it' : 'inputs';
  if (reach === null)
    return `  waits for ${what}${names.length === 0 ? '' : `: ${oneLine(names.join(', '))}`}`;
  const where = { execution: progress.summary.planExecutionId, nodes: progress.nodes, reach };
  return `  waits for ${what}: ${inputCommand(where, node)}`;
}

/** Whether a node that was like this before has only now begun. */
const begins = (before: Transition['before']): boolean =>
  before === null || before === 'NotStarted' || before === 'Queued';
