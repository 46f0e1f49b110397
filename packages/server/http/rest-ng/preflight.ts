import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery, success } from '../replies.ts';
import { preflightShape } from '../shapes/preflight.ts';

/** Looking, before a run, at what would stand in its way. */
export const preflightHandlers = (useCases: UseCases) =>
  ({
    startPreflight: async ({ query, body, context }) => {
      const scope = scopeOfQuery(context, query);
      const input = { scope, pipeline: query.pipelineIdentifier, inputsYaml: body };
      return map(await useCases.startPreflight(context.caller, input), success(context));
    },
    getPreflight: async ({ query, context }) => {
      const input = { scope: scopeOfQuery(context, query), id: query.preflightCheckId };
      const found = await useCases.getPreflight(context.caller, input);
      return map(map(found, preflightShape), success(context));
    },
  }) satisfies Partial<Handlers>;
