import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { keyOf, map, scopeOfQuery, success } from '../replies.ts';
import { selectionOf } from '../shapes/selection.ts';
import { startedExecution } from '../shapes/started-execution.ts';

/** Starting and stopping executions in the NG spelling, and what they ask for. */
export const executeHandlers = (useCases: UseCases) =>
  ({
    executePipeline: async ({ path, query, body, context }) => {
      const begun = await useCases.runPipeline(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: path.pipeline,
        inputsYaml: body,
        inputSets: query.inputSetIdentifiers,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    executeWithInputSets: async ({ path, query, body, context }) => {
      const stages = body.stageIdentifiers ?? [];
      const begun = await useCases.runPipeline(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: path.pipeline,
        inputSets: body.inputSetReferences ?? [],
        inputsYaml: body.lastYamlToMerge ?? '',
        selection: stages.length === 0 ? undefined : selectionOf(body),
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    interruptExecution: async ({ path: { execution }, query, context }) => {
      const type = query.interruptType;
      const input = { scope: scopeOfQuery(context, query), execution, type };
      const done = await useCases.interruptExecution(context.caller, input);
      return map(map(done, interrupted(execution, type)), success(context));
    },
    interruptNode: async ({ path: { execution, node }, query, context }) => {
      const type = query.interruptType;
      const input = { scope: scopeOfQuery(context, query), execution, node, type };
      const done = await useCases.interruptExecution(context.caller, input);
      return map(map(done, interrupted(execution, type)), success(context));
    },
    interveneNode: async ({ path: { execution, node }, query, context }) => {
      const type = query.interruptType;
      const input = { scope: scopeOfQuery(context, query), execution, node, type };
      const done = await useCases.interveneNode(context.caller, input);
      return map(map(done, interrupted(execution, type)), success(context));
    },
  }) satisfies Partial<Handlers>;

const interrupted = (execution: string, type: string) => () => ({
  id: `${execution}-${type.toLowerCase()}`,
  type,
  planExecutionId: execution,
});
