import { ok } from '@reprise/core';
import type { BeginMember } from '../../engine/retry-batches.ts';
import type { UseCases } from '../all.ts';

/** The retry of a member, by the rules and the rights of this moment, as if whoever made the batch asked for it now. */
export const memberRetry =
  ({ retryExecution }: Pick<UseCases, 'retryExecution'>): BeginMember =>
  async ({ batchId, by, scope, note, runAllStages, retryChained }, member, key) => {
    const begun = await retryExecution(
      { principal: by },
      {
        execution: member,
        scope,
        runAllStages,
        retryChained,
        inputsYaml: '',
        note: note ?? `retry batch ${batchId}`,
        key,
      },
    );
    return begun.ok ? ok(begun.value.row.executionId) : begun;
  };
