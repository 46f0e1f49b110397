/** What the page of a run asks the server. */
import { queryOptions } from '@tanstack/react-query';
import {
  type PipelineParams,
  type ProjectParams,
  scopeOf,
  scopeOfPipeline,
} from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import type { RunRequest } from './run-request.ts';

/** The pipeline as it is stored, its input sets, and its stages where some of them may be run. */
export const runSource = (where: PipelineParams) =>
  queryOptions({
    queryKey: ['run', where, 'source'],
    queryFn: async () => {
      const query = scopeOfPipeline(where);
      const path = { pipeline: where.pipeline };
      const [pipeline, inputSets, stages] = await Promise.all([
        answerOf(
          server.getPipeline({
            path,
            query: { ...scopeOf(where), getTemplatesResolvedPipeline: true },
          }),
        ),
        answerOf(server.listInputSets({ query: { ...query, pageSize: 100 } })),
        server.stagesExecutionList({ query }),
      ]);
      return {
        pipeline: pipeline.data,
        inputSets: inputSets.data.content,
        // A pipeline that does not allow it, or that cannot be read, offers no choice of stages.
        stages: stages.ok ? stages.value.data : [],
        selectionRefused: stages.ok ? null : stages.error.message,
      };
    },
  });
export type RunSource = Awaited<ReturnType<NonNullable<ReturnType<typeof runSource>['queryFn']>>>;

/** The skeleton of the inputs of some stages, or of all when none are named; and the expressions they ask others. */
export const skeletonOf = (where: PipelineParams, stageIdentifiers: readonly string[]) =>
  queryOptions({
    queryKey: ['run', where, 'skeleton', stageIdentifiers],
    queryFn: async () => {
      const body = { stageIdentifiers: [...stageIdentifiers] };
      const { data } = await answerOf(
        server.inputsTemplate({ query: scopeOfPipeline(where), body }),
      );
      return { yaml: data.inputSetTemplateYaml ?? '', expressions: data.replacedExpressions };
    },
    placeholderData: (before) => before,
  });

/** The YAML that some input sets come to, later ones over earlier ones. */
export async function mergedSets(
  where: PipelineParams,
  inputSetReferences: readonly string[],
): Promise<string> {
  if (inputSetReferences.length === 0) return '';
  const body = { inputSetReferences: [...inputSetReferences] };
  const { data } = await answerOf(server.mergeInputSets({ query: scopeOfPipeline(where), body }));
  return data.pipelineYaml;
}

/** The pipeline that an execution ran. */
export const pipelineOf = (where: ProjectParams, execution: string) =>
  queryOptions({
    queryKey: ['run', 'pipeline of', execution],
    queryFn: async () => {
      const call = { path: { execution }, query: scopeOf(where) };
      return (await answerOf(server.executionHead(call))).pipelineIdentifier;
    },
  });

/** What another execution ran with, for running it again. */
export const rerunSource = (where: ProjectParams, execution: string | undefined) =>
  queryOptions({
    queryKey: ['run', 'again', execution ?? null],
    enabled: execution !== undefined,
    queryFn: async () => {
      const call = { path: { execution: execution ?? '' }, query: scopeOf(where) };
      const [head, inputs] = await Promise.all([
        answerOf(server.executionHead(call)),
        answerOf(server.executionInputs(call)),
      ]);
      const { runSequence, stagesExecuted } = head;
      return { runSequence, stagesExecuted, inputsYaml: inputs.data.inputSetYaml };
    },
  });

/** Starts what was asked for, and answers the id of the new execution. */
export async function startRun(where: PipelineParams, request: RunRequest): Promise<string> {
  const { inputsYaml, stages, expressionValues, rerunOf, original, note } = request;
  const query = { ...scopeOf(where), ...(note !== '' && { notesForPipelineExecution: note }) };
  const { pipeline } = where;
  const body = {
    stageIdentifiers: [...stages],
    runtimeInputYaml: inputsYaml,
    expressionValues: { ...expressionValues },
  };
  const chosen = stages.length > 0;
  if (rerunOf === undefined) {
    const path = { pipeline };
    const call = chosen
      ? server.executeStages({ path, query, body })
      : server.executePipeline({ path, query, body: inputsYaml });
    return (await answerOf(call)).data.planExecutionId;
  }
  const path = { pipeline, execution: rerunOf };
  const call =
    chosen && !original
      ? server.rerunStages({ path, query, body })
      : server.rerunExecution({
          path,
          query: { ...query, useOriginalDefinition: original },
          body: original ? '' : inputsYaml,
        });
  return (await answerOf(call)).data.planExecutionId;
}
