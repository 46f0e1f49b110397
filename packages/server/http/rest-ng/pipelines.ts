import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { pageOf } from '../shapes/pages.ts';
import { pipelineDocument, pipelineSummary, savedPipeline } from '../shapes/pipeline.ts';

/** Pipelines in the NG spelling. */
export const pipelineHandlers = (useCases: UseCases) =>
  ({
    createPipeline: async ({ query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), yaml: body };
      const created = await useCases.createPipeline(context.caller, input);
      return map(map(created, savedPipeline), success(context));
    },
    updatePipeline: async ({ path, query, body, context }) => {
      const saved = await useCases.updatePipeline(context.caller, {
        scope: scopeOfQuery(context, query),
        pipeline: path.pipeline,
        yaml: body,
        expectedVersion: query.lastObjectId,
      });
      return map(map(saved, savedPipeline), success(context));
    },
    getPipeline: async ({ path, query, context }) => {
      const resolved = query.getTemplatesResolvedPipeline;
      const input = { scope: scopeOfQuery(context, query), pipeline: path.pipeline, resolved };
      const found = await useCases.getPipeline(context.caller, input);
      return map(map(found, pipelineDocument), success(context));
    },
    deletePipeline: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), pipeline: path.pipeline };
      const removed = await useCases.deletePipeline(context.caller, input);
      return map(
        map(removed, () => true as const),
        success(context),
      );
    },
    listPipelines: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const listed = await useCases.listPipelines(context.caller, {
        scope,
        search: query.searchTerm,
        page: query.page,
        size: query.size,
      });
      return map(
        map(listed, (page) => pageOf(page, query, pipelineSummary)),
        success(context),
      );
    },
    pipelineSummary: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), pipeline: path.pipeline };
      const found = await useCases.summarisePipeline(context.caller, input);
      return map(map(found, pipelineSummary), success(context));
    },
  }) satisfies Partial<Handlers>;
