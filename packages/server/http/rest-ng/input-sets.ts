import type { UseCases } from '../../use-cases/index.ts';
import type { MergedForPipeline } from '../../use-cases/pipelines/merge-inputs.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { inputSetDocument } from '../shapes/input-set.ts';
import { pageOf } from '../shapes/pages.ts';
import { eitherPage } from './objects.ts';

/** Input sets and overlays in the NG spelling. */
export const inputSetHandlers = (useCases: UseCases) =>
  ({
    createInputSet: async ({ query, body, context }) => {
      const pipeline = query.pipelineIdentifier;
      const input = { scope: scopeOfQuery(context, query), pipeline, yaml: body };
      const created = await useCases.createInputSet(context.caller, input);
      return map(map(created, inputSetDocument), success(context));
    },
    updateInputSet: async ({ path, query, body, context }) => {
      const pipeline = query.pipelineIdentifier;
      const input = { ...path, scope: scopeOfQuery(context, query), pipeline, yaml: body };
      const saved = await useCases.updateInputSet(context.caller, input);
      return map(map(saved, inputSetDocument), success(context));
    },
    getInputSet: async ({ path, query, context }) => {
      const pipeline = query.pipelineIdentifier;
      const input = { ...path, scope: scopeOfQuery(context, query), pipeline };
      const found = await useCases.getInputSet(context.caller, input);
      return map(map(found, inputSetDocument), success(context));
    },
    deleteInputSet: async ({ path, query, context }) => {
      const pipeline = query.pipelineIdentifier;
      const input = { ...path, scope: scopeOfQuery(context, query), pipeline };
      const removed = await useCases.deleteInputSet(context.caller, input);
      return map(
        map(removed, () => true as const),
        success(context),
      );
    },
    listInputSets: async ({ query, context }) => {
      const { pipelineIdentifier: pipeline, searchTerm: search } = query;
      const at = eitherPage(query);
      const input = { scope: scopeOfQuery(context, query), pipeline, search, ...at };
      const listed = await useCases.listInputSets(context.caller, input);
      return map(
        map(listed, (items) => pageOf(items, at, inputSetDocument)),
        success(context),
      );
    },
    mergeInputSets: async ({ query, body, context }) => {
      const merged = await useCases.mergeInputSets(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: query.pipelineIdentifier,
        inputSets: body.inputSetReferences ?? [],
        inputsYaml: body.lastYamlToMerge ?? '',
        stages: body.stageIdentifiers ?? [],
      });
      return map(map(merged, mergedDocument(body.withMergedPipelineYaml)), success(context));
    },
    mergeWithTemplate: async ({ query, body, context }) => {
      const merged = await useCases.mergeWithTemplate(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: query.pipelineIdentifier,
        inputsYaml: body.runtimeInputYaml ?? '',
        stages: body.stageIdentifiers ?? [],
      });
      return map(map(merged, mergedDocument(body.withMergedPipelineYaml)), success(context));
    },
    inputsTemplate: async ({ query, body, context }) => {
      const template = await useCases.templateOfInputs(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: query.pipelineIdentifier,
        stages: body.stageIdentifiers ?? [],
      });
      return map(
        map(template, ({ yaml, expressions, hasInputSets }) => ({
          inputSetTemplateYaml: yaml === '' ? null : yaml,
          replacedExpressions: [...expressions],
          modules: [],
          hasInputSets,
        })),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;

/** The whole pipeline with the inputs in it is told to those who ask for it. */
const mergedDocument =
  (withPipeline: boolean | null | undefined) =>
  ({ inputsYaml, pipelineYaml }: MergedForPipeline) => ({
    pipelineYaml: inputsYaml,
    completePipelineYaml: withPipeline === true ? pipelineYaml : null,
    inputSetErrorWrapper: null,
    errorResponse: false,
  });
