import type { StartedExecution } from '@reprise/api';
import type { Status } from '@reprise/core/execution';
import type { BegunExecution } from '../../use-cases/runs/begin-run.ts';
import { retryInfo, triggerInfo } from './execution-summary.ts';

/** What is answered when an execution begins. */
export function startedExecution({ row, explanation }: BegunExecution): StartedExecution {
  return {
    planExecutionId: row.executionId,
    planExecution: {
      uuid: row.executionId,
      status: upperCase(row.status),
      createdAt: row.createdAt,
      startTs: row.startedAt,
      metadata: {
        runSequence: row.runSequence,
        executionUuid: row.executionId,
        pipelineIdentifier: row.pipelineId,
        triggerInfo: triggerInfo(row),
        retryInfo: retryInfo(row),
      },
    },
    governanceMetadata: null,
    explanation,
  };
}

/** The v1 spelling of the same. */
export const v1StartedExecution = ({ row, explanation }: BegunExecution) => ({
  execution_details: { execution_id: row.executionId, status: upperCase(row.status) },
  explanation,
});

/** `ApprovalWaiting` as `APPROVAL_WAITING`: how this one answer spells statuses. `Success` is `SUCCEEDED` there. */
const upperCase = (status: Status): string =>
  status === 'Success' ? 'SUCCEEDED' : status.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase();
