import { ok } from '@reprise/core';
import type { Logger } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';

/** What reads and answers documents: much code, which few servers are ever asked for, and no start waits for. */
export const loadGraphql = () => import('./answer.ts');

/** FirstGen's GraphQL API. */
export const graphqlHandlers = (useCases: UseCases, logger?: Logger) =>
  ({
    graphql: async ({ body, context }) => {
      const { answer } = await loadGraphql();
      return ok({ document: await answer(useCases, body, context, logger) });
    },
  }) satisfies Partial<Handlers>;
