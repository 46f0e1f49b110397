import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { keyOf, map, scopeOfQuery, success } from '../replies.ts';
import { retryableStages, retryHistory } from '../shapes/retry.ts';
import { startedExecution } from '../shapes/started-execution.ts';

/** Retries in the NG spelling. */
export const retryHandlers = (useCases: UseCases) =>
  ({
    retryExecution: async ({ path, query, body, context }) => {
      const begun = await useCases.retryExecution(context.caller, {
        scope: scopeOfQuery(context, query),
        execution: query.planExecutionId,
        pipeline: path.pipeline,
        from: query.retryStages,
        runAllStages: query.runAllStages,
        retryChained: query.retryChained,
        inputsYaml: body,
        planDigest: query.planDigest,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    retryFailedStages: async ({ path, query, body, context }) => {
      const begun = await useCases.retryExecution(context.caller, {
        scope: scopeOfQuery(context, query),
        execution: path.execution,
        ...(query.retryStages.length > 0 && { from: query.retryStages }),
        runAllStages: query.runAllStages,
        retryChained: query.retryChained,
        inputsYaml: body.inputs_yaml ?? '',
        planDigest: query.planDigest,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    retryStages: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const found = await useCases.getRetryableStages(context.caller, input);
      return map(map(found, retryableStages), success(context));
    },
    retryHistory: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const found = await useCases.getRetryHistory(context.caller, input);
      return map(map(found, retryHistory), success(context));
    },
    latestExecutionId: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const latest = await useCases.getLatestExecutionId(context.caller, input);
      return map(
        map(latest, (latestExecutionId) => ({ latestExecutionId, errorMessage: null })),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;
