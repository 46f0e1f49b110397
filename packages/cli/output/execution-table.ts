import type { ExecutionSummary } from '@reprise/api';
import type { Colours } from '../terminal.ts';
import { oneLine } from './sanitise.ts';
import { statusMark, statusText } from './status.ts';
import { table } from './table.ts';
import { formatMoment, formatSpan } from './time.ts';

/** Executions as a table, one row each; a sentence when there are none. */
export function executionTable(
  executions: readonly ExecutionSummary[],
  colours: Colours,
  now: number,
): string {
  if (executions.length === 0) return 'No executions. Start one: reprise run FILE\n';
  const rows = executions.map((execution) => [
    `${statusMark(execution.status, colours)} ${statusText(execution.status, colours)}`,
    oneLine(execution.pipelineIdentifier),
    `${execution.runSequence}${execution.retryInfo.isRetry ? ' (retry)' : ''}`,
    execution.planExecutionId,
    formatMoment(execution.startTs),
    formatSpan(execution.startTs, execution.endTs, now),
  ]);
  return table(['STATUS', 'PIPELINE', 'RUN', 'EXECUTION', 'STARTED', 'TOOK'], rows);
}
