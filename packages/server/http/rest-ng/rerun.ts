import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { keyOf, map, scopeOfQuery, success } from '../replies.ts';
import { selectionOf } from '../shapes/selection.ts';
import { startedExecution } from '../shapes/started-execution.ts';

/** Running executions again, whole or some of their stages. */
export const rerunHandlers = (useCases: UseCases) =>
  ({
    rerunExecution: async ({ path, query, body, context }) => {
      const begun = await useCases.rerunExecution(context.caller, {
        ...path,
        scope: scopeOfQuery(context, query),
        inputsYaml: body,
        inputSets: query.inputSetIdentifiers,
        original: query.useOriginalDefinition,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    rerunWithInputSets: async ({ path, query, body, context }) => {
      const stages = body.stageIdentifiers ?? [];
      const begun = await useCases.rerunExecution(context.caller, {
        ...path,
        scope: scopeOfQuery(context, query),
        inputsYaml: body.lastYamlToMerge ?? '',
        inputSets: body.inputSetReferences ?? [],
        selection: stages.length === 0 ? undefined : selectionOf(body),
        original: false,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
    rerunStages: async ({ path, query, body, context }) => {
      const begun = await useCases.rerunExecution(context.caller, {
        ...path,
        scope: scopeOfQuery(context, query),
        inputsYaml: body.runtimeInputYaml ?? '',
        inputSets: query.inputSetIdentifiers,
        selection: selectionOf(body),
        original: false,
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
  }) satisfies Partial<Handlers>;
