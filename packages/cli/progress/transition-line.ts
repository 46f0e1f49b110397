import type { ExecutionNode } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { oneLine } from '../output/sanitise.ts';
import { statusMark, statusText } from '../output/status.ts';
import { formatLength } from '../output/time.ts';
import type { Colours } from '../terminal.ts';
import { addressOf, labelOf, type Progress, type Transition } from './model.ts';

/**
 * The one line that tells a change of status; null for changes that nobody needs to read (queued for a moment, not
 * started). The pipeline's own end is told by the command's last lines.
 */
export function transitionLine(
  progress: Progress,
  { node, before }: Transition,
  colours: Colours,
): string | null {
  if (node.kind === 'pipeline' || node.status === 'NotStarted' || node.status === 'Queued') {
    return null;
  }
  const mark = node.reused === null ? statusMark(node.status, colours) : colours.cyan('↻');
  const label = oneLine(labelOf(progress.nodes, node));
  const head = `${mark} ${node.kind === 'stage' ? colours.bold(label) : label}`;
  if (node.reused !== null) return node.kind === 'stage' ? head + reusedFrom(node, colours) : null;
  if (isEnd(node.status)) return head + howItEnded(node, colours);
  return head + whatItWaitsFor(progress, node, before, colours);
}

const reusedFrom = (node: ExecutionNode, colours: Colours): string =>
  colours.dim(`  reused from ${node.reused?.originExecutionId ?? ''}${took(node)}`);

const took = (node: ExecutionNode): string =>
  node.startTs === null || node.endTs === null
    ? ''
    : `, took ${formatLength(node.endTs - node.startTs)}`;

function howItEnded(node: ExecutionNode, colours: Colours): string {
  const length =
    node.startTs === null || node.endTs === null
      ? ''
      : `  ${formatLength(node.endTs - node.startTs)}`;
  if (node.status === 'Success') return colours.dim(length);
  const why = node.skipInfo?.skipCondition ?? node.failureInfo?.message ?? '';
  const reason =
    why === '' || (node.kind !== 'step' && node.skipInfo === null) ? '' : `: ${oneLine(why)}`;
  return `${colours.dim(length)}  ${statusText(node.status, colours)}${reason}`;
}

function whatItWaitsFor(
  progress: Progress,
  node: ExecutionNode,
  before: string | null,
  colours: Colours,
): string {
  if (node.status === 'ApprovalWaiting' && node.kind === 'step') {
    const command = `reprise approve ${progress.summary.planExecutionId} ${addressOf(progress.nodes, node)}`;
    return `  waits for an approval: ${command}`;
  }
  if (node.status === 'Discontinuing') return colours.dim('  stopping');
  return before !== null && before !== 'NotStarted' && before !== 'Queued'
    ? colours.dim(`  ${node.status}`)
    : '';
}
