import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, keyOf, map, scopeOfPath } from '../replies.ts';
import { v1StartedExecution } from '../shapes/started-execution.ts';

/** Starting and retrying executions in the v1 spelling. */
export const v1ExecuteHandlers = (useCases: UseCases) =>
  ({
    v1ExecutePipeline: async ({ path, query, body, context }) => {
      const begun = await useCases.runPipeline(context.caller, {
        scope: scopeOfPath(context, path),
        pipeline: path.pipeline,
        inputsYaml: body.inputs_yaml ?? '',
        note: query.notes,
        key: keyOf(context, query.idempotency_key),
      });
      return map(map(begun, v1StartedExecution), document);
    },
    v1ExecuteDynamic: async ({ path, query, body, context }) => {
      const begun = await useCases.runDynamic(context.caller, {
        scope: scopeOfPath(context, path),
        pipeline: path.pipeline,
        yaml: body.yaml,
        note: query.notes,
        key: keyOf(context, query.idempotency_key),
      });
      return map(map(begun, v1StartedExecution), document);
    },
    v1RetryExecution: async ({ path, query, body, context }) => {
      const begun = await useCases.retryExecution(context.caller, {
        scope: scopeOfPath(context, path),
        execution: path.execution,
        pipeline: path.pipeline,
        from: query.retry_stages,
        runAllStages: query.run_all_stages,
        retryChained: query.retry_chained,
        inputsYaml: body.inputs_yaml ?? '',
        planDigest: query.plan_digest,
        note: query.notes,
        key: keyOf(context, query.idempotency_key),
      });
      return map(map(begun, v1StartedExecution), document);
    },
  }) satisfies Partial<Handlers>;
