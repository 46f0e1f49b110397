import type {
  RetryBatchDocument,
  RetryBatchPreviewDocument,
  RetryBatchSummary,
} from '@reprise/api';
import { commandHere, type Reach } from '../progress/next-command.ts';
import type { Colours } from '../terminal.ts';
import { oneLine } from './sanitise.ts';
import { table } from './table.ts';
import { formatLength, formatMoment } from './time.ts';

/** What a batch would retry, one row an execution: what of it, or why not. */
export function retryBatchPreviewText(
  preview: RetryBatchPreviewDocument,
  colours: Colours,
): string {
  if (preview.total === 0) return 'Nothing matches: there is nothing to retry.\n';
  const rows = preview.executions.map((one) => [
    one.plan === null ? colours.red('✗ refuse') : colours.green('▶ retry'),
    one.executionId,
    `${oneLine(one.pipelineIdentifier)} ${one.runSequence}`,
    one.status,
    formatMoment(one.startTs),
    one.plan === null ? colours.dim(oneLine(one.refusal?.message ?? '')) : fateText(one.plan),
  ]);
  const header = ['', 'EXECUTION', 'RUN', 'WAS', 'STARTED', 'HOW'];
  return `${table(header, rows)}\n${countText(preview)}\n`;
}

type Plan = NonNullable<RetryBatchPreviewDocument['executions'][number]['plan']>;

const fateText = ({ from, reuse, run, savedTime }: Plan): string =>
  `from ${from.join(', ')}; ${reuse.length} reused, ${run.length} to run, saves ${formatLength(savedTime)}`;

function countText({ total, retryable, refused, executions }: RetryBatchPreviewDocument): string {
  const saved = executions.reduce((sum, { plan }) => sum + (plan?.savedTime ?? 0), 0);
  const no = refused === 0 ? '' : `, ${refused} would be refused`;
  return `${total} match: ${retryable} to retry${no}; saves ${formatLength(saved)}.`;
}

/** Where a batch stands, in one line: `2 to do · 5 running · 3 succeeded`. */
export function retryBatchLine({ counts, total }: Pick<RetryBatchSummary, 'counts' | 'total'>) {
  const parts: readonly (readonly [number, string])[] = [
    [counts.toDo, 'to do'],
    [counts.running, 'running'],
    [counts.succeeded, 'succeeded'],
    [counts.failedAgain, 'failed again'],
    [counts.refused, 'refused'],
    [counts.cancelled, 'cancelled'],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${told.length === 0 ? 'nothing' : told.join(' · ')} of ${total}`;
}

type Member = RetryBatchDocument['members'][number];

const STANDINGS = {
  toDo: '· to do',
  running: '● running',
  succeeded: '✓ succeeded',
  failedAgain: '✗ failed again',
  refused: '✗ refused',
  cancelled: '- cancelled',
} as const satisfies Record<Member['standing'], string>;

/** What became of one execution of a batch. */
export const memberLine = (member: Member): readonly string[] => [
  STANDINGS[member.standing],
  member.executionId,
  `${oneLine(member.pipelineIdentifier ?? '?')} ${member.runSequence ?? ''}`,
  member.retryExecutionId ?? '',
  oneLine(member.refusal?.message ?? member.retryStatus ?? ''),
];

/** A batch with all of its executions. */
export function retryBatchText(batch: RetryBatchDocument, reach: Reach | null): string {
  const why = batch.stopReason === null ? '' : `: ${oneLine(batch.stopReason)}`;
  const note = batch.note === null ? '' : `  ${oneLine(batch.note)}\n`;
  const header = ['', 'EXECUTION', 'RUN', 'RETRIED BY', ''];
  const members = batch.total === 0 ? '' : `\n${table(header, batch.members.map(memberLine))}`;
  const goesOn = batch.status === 'RUNNING' && reach !== null;
  const stop = goesOn
    ? `\nStop it: ${commandHere(reach, `retry-batch ${batch.batchId} --cancel`)}\n`
    : '';
  return `${batch.batchId}  ${batch.status}${why}\n${note}${retryBatchLine(batch)}\n${members}${stop}`;
}

/** Batches as a table, one row each. */
export function retryBatchTable(batches: readonly RetryBatchSummary[]): string {
  if (batches.length === 0) return 'No batches of retries. Make one: reprise retry-all FILTER\n';
  const rows = batches.map((batch) => [
    batch.status,
    batch.batchId,
    formatMoment(batch.createdAt),
    oneLine(batch.createdBy),
    retryBatchLine(batch),
  ]);
  return table(['STATUS', 'BATCH', 'MADE', 'BY', 'MEMBERS'], rows);
}
