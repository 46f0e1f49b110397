import type { StageExecution } from '@reprise/api';
import type { StageDependencies } from '@reprise/core/selection';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { keyOf, map, scopeOfQuery, success } from '../replies.ts';
import { selectionOf } from '../shapes/selection.ts';
import { startedExecution } from '../shapes/started-execution.ts';

/** Running some of a pipeline's stages, and what that takes. */
export const selectionHandlers = (useCases: UseCases) =>
  ({
    stagesExecutionList: async ({ query, context }) => {
      const listed = await useCases.listStageDependencies(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: query.pipelineIdentifier,
      });
      return map(
        map(listed, (stages) => stages.map(stageExecution)),
        success(context),
      );
    },
    executeStages: async ({ path, query, body, context }) => {
      const begun = await useCases.runPipeline(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: path.pipeline,
        inputsYaml: body.runtimeInputYaml ?? '',
        inputSets: query.inputSetIdentifiers,
        selection: selectionOf(body),
        note: query.notesForPipelineExecution,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(begun, startedExecution), success(context));
    },
  }) satisfies Partial<Handlers>;

function stageExecution(stage: StageDependencies): StageExecution {
  const { identifier, name, gate, takesFrom, gatesBefore, reads } = stage;
  const stagesRequired = [...new Set([...takesFrom, ...gatesBefore])];
  return {
    stageIdentifier: identifier,
    stageName: name,
    message: inWords(stage),
    stagesRequired,
    toBeBlocked: stagesRequired.length > 0,
    gate,
    expressions: reads.map(({ expression, stage: asked }) => ({
      expression,
      stageIdentifier: asked,
    })),
  };
}

function inWords({ takesFrom, gatesBefore, reads }: StageDependencies): string {
  const facts = [
    ...(takesFrom.length === 0 ? [] : [`takes over from ${takesFrom.join(', ')}`]),
    ...(gatesBefore.length === 0 ? [] : [`stands behind the gate ${gatesBefore.join(', ')}`]),
    ...(reads.length === 0
      ? []
      : [`asks other stages by ${reads.map(({ expression }) => expression).join(', ')}`]),
  ];
  return facts.length === 0 ? 'Runs on its own.' : `It ${facts.join('; it ')}.`;
}
