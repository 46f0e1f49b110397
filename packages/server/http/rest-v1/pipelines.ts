import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map, pageHeaders, scopeOfPath } from '../replies.ts';
import { v1Pipeline, v1PipelineSummary } from '../shapes/pipeline.ts';
import { aroundIn } from './said-around.ts';

/** Pipelines in the v1 spelling: bare documents. */
export const v1PipelineHandlers = (useCases: UseCases) =>
  ({
    v1CreatePipeline: async ({ path, body, context }) => {
      const scope = scopeOfPath(context, path);
      const input = { scope, yaml: body.pipeline_yaml, around: aroundIn(body) };
      const created = await useCases.createPipeline(context.caller, input);
      return map(map(created, identifierOnly), document);
    },
    v1UpdatePipeline: async ({ path, body, context }) => {
      const saved = await useCases.updatePipeline(context.caller, {
        scope: scopeOfPath(context, path),
        pipeline: path.pipeline,
        yaml: body.pipeline_yaml,
        around: aroundIn(body),
      });
      return map(map(saved, identifierOnly), document);
    },
    v1GetPipeline: async ({ path, query, context }) => {
      const resolved = query.template_applied;
      const input = { scope: scopeOfPath(context, path), pipeline: path.pipeline, resolved };
      const found = await useCases.getPipeline(context.caller, input);
      return map(map(found, v1Pipeline), document);
    },
    v1DeletePipeline: async ({ path, context }) => {
      const input = { scope: scopeOfPath(context, path), pipeline: path.pipeline };
      const removed = await useCases.deletePipeline(context.caller, input);
      return map(removed, () => ({ status: 204, text: '' }));
    },
    v1ListPipelines: async ({ path, query, context }) => {
      const listed = await useCases.listPipelines(context.caller, {
        scope: scopeOfPath(context, path),
        search: query.search_term,
        page: query.page,
        size: query.limit,
      });
      return map(listed, ({ items, total }) => ({
        document: items.map(v1PipelineSummary),
        headers: pageHeaders(total, query),
      }));
    },
  }) satisfies Partial<Handlers>;

const identifierOnly = ({ identifier }: { readonly identifier: string }) => ({ identifier });
