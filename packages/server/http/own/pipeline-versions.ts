import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map, scopeOfQuery } from '../replies.ts';

/** What a pipeline was after each of its saves. */
export const pipelineVersionHandlers = (useCases: UseCases) =>
  ({
    listPipelineVersions: async ({ path, query, context }) => {
      const { page, size } = query;
      const input = { scope: scopeOfQuery(context, query), ...path, page, size };
      const listed = await useCases.listPipelineVersions(context.caller, input);
      return map(listed, ({ items, total }) => ({
        document: { total, versions: items.map((each) => ({ ...each })) },
      }));
    },
    getPipelineVersion: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), ...path };
      const found = await useCases.getPipelineVersion(context.caller, input);
      return map(
        map(found, (version) => ({ ...version })),
        document,
      );
    },
  }) satisfies Partial<Handlers>;
