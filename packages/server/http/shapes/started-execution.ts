import type { StartedExecution } from '@reprise/api';
import type { Status } from '@reprise/core/execution';
import type { OpenExecution } from '../../use-cases/open-execution.ts';
import { retryInfo, triggerInfo } from './execution-summary.ts';

/** What is answered when an execution begins. */
export function startedExecution({ row }: OpenExecution): StartedExecution {
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
        triggerInfo: triggerInfo(row.triggeredBy),
        retryInfo: retryInfo(row),
      },
    },
    governanceMetadata: null,
  };
}

/** The v1 spelling of the same. */
export const v1StartedExecution = ({ row }: OpenExecution) => ({
  execution_details: { execution_id: row.executionId, status: upperCase(row.status) },
});

/** `ApprovalWaiting` as `APPROVAL_WAITING`: how this one answer spells statuses. `Success` is `SUCCEEDED` there. */
const upperCase = (status: Status): string =>
  status === 'Success' ? 'SUCCEEDED' : status.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase();
