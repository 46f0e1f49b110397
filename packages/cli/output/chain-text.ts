import type { ExecutionChain } from '@reprise/api';
import type { Colours } from '../terminal.ts';
import { oneLine } from './sanitise.ts';
import { statusMark, statusText } from './status.ts';
import { table } from './table.ts';
import { formatMoment, formatSpan } from './time.ts';

type Attempt = ExecutionChain['attempts'][number];

/** How many names a cell holds before it only counts. */
const NAMED = 4;

/** A chain of retries as a table, newest first: when, how, by whom and why, what ran and what was reused. */
export function chainText(chain: ExecutionChain, colours: Colours, now: number): string {
  const rows = chain.attempts.map((attempt) => [
    `${statusMark(attempt.status, colours)} ${statusText(attempt.status, colours)}`,
    `${attempt.runSequence}`,
    attempt.executionId + (attempt.isLatest ? colours.dim(' newest') : ''),
    formatMoment(attempt.startTs),
    formatSpan(attempt.startTs, attempt.endTs, now),
    oneLine(attempt.triggeredBy),
    names(attempt.from),
    attempt.quarantined === null ? names(stagesThat(attempt, 'ran')) : 'cannot be read',
    names(stagesThat(attempt, 'reused')),
    oneLine(attempt.notes ?? ''),
  ]);
  const header = 'STATUS RUN EXECUTION STARTED TOOK BY FROM RAN REUSED NOTE'.split(' ');
  const more = chain.total - chain.attempts.length;
  return (
    table(header, rows) +
    (more > 0 ? `and ${more} earlier; --limit ${chain.total} shows all\n` : '')
  );
}

/** Instances are named where their stage has not one fate. */
const stagesThat = ({ stages }: Attempt, fate: Attempt['stages'][number]['fate']) =>
  stages
    .filter((stage) => stage.fate === fate)
    .filter(({ loop }) => stages.find(({ identifier }) => identifier === loop)?.fate !== fate)
    .map(({ identifier }) => identifier);

function names(all: readonly string[]): string {
  const shown = all.slice(0, NAMED).map(oneLine).join(', ');
  return all.length > NAMED ? `${shown} and ${all.length - NAMED} more` : shown;
}
