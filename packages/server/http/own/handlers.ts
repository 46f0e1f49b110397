import { LOG_RANGE_LIMIT } from '@reprise/api';
import { ok } from '@reprise/core';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map, scopeOfQuery } from '../replies.ts';
import { executionChain } from '../shapes/chain.ts';
import { retryPlanDocument } from '../shapes/retry.ts';

export interface Health {
  readonly version: string;
  /** Whether the server takes work: what was under way is taken up, and it is not shutting down. */
  readonly ready: () => boolean;
}

/** What only Reprise answers: the retry plan, lint, log ranges, health. */
export const ownHandlers = (useCases: UseCases, { version, ready }: Health) =>
  ({
    healthz: async () => ok({ document: { status: 'ok' as const, version } }),
    readyz: async () => {
      const is = ready();
      const status = is ? ('ok' as const) : ('starting' as const);
      return ok({ document: { status, version }, status: is ? 200 : 503 });
    },
    planRetry: async ({ path, query, body, context }) => {
      const plan = await useCases.planRetry(context.caller, {
        scope: scopeOfQuery(context, query),
        execution: path.execution,
        from: body.from,
        runAllStages: body.runAllStages ?? true,
        retryChained: body.retryChained,
      });
      return map(map(plan, retryPlanDocument), document);
    },
    executionChain: async ({ path, query, context }) => {
      const chain = await useCases.getChain(context.caller, {
        scope: scopeOfQuery(context, query),
        execution: path.execution,
        page: query.page,
        size: query.size,
      });
      return map(map(chain, executionChain), document);
    },
    lintPipeline: async ({ query, body, context }) => {
      const input = { scope: scopeOfQuery(context, query), yaml: body };
      const problems = await useCases.lintPipeline(context.caller, input);
      return map(problems, (all) => ({ document: { problems: all.map((one) => ({ ...one })) } }));
    },
    evaluateExpression: async ({ query, body, context }) => {
      const input = { ...body, as: body.as ?? 'text', scope: scopeOfQuery(context, query) };
      const explained = await useCases.evaluateExpression(context.caller, input);
      return map(explained, ({ value, type, trace }) => ({
        document: { value, type, trace: trace.map((entry) => ({ ...entry })) },
      }));
    },
    readLog: async ({ path, query, context }) => {
      const { node, attempt, from } = query;
      const to = Math.min(query.to ?? Number.MAX_SAFE_INTEGER, from + LOG_RANGE_LIMIT);
      const piece = await useCases.readLog(context.caller, {
        scope: scopeOfQuery(context, query),
        execution: path.execution,
        node,
        attempt,
        from,
        to,
      });
      return map(piece, ({ bytes, size, closed, attempt: shown }) => ({
        bytes,
        headers: {
          'content-type': 'application/x-ndjson',
          'x-log-size': String(size),
          'x-log-closed': String(closed),
          'x-log-attempt': String(shown),
        },
      }));
    },
    indexLog: async ({ path, query, context }) => {
      const { node, attempt } = query;
      const input = { scope: scopeOfQuery(context, query), ...path, node, attempt };
      const index = await useCases.indexLog(context.caller, input);
      return map(index, (given) => ({ document: { ...given, offsets: [...given.offsets] } }));
    },
    searchLog: async ({ path, query, context }) => {
      const { node, attempt, text } = query;
      const { signal } = context;
      const input = { scope: scopeOfQuery(context, query), ...path, node, attempt, text, signal };
      const found = await useCases.searchLog(context.caller, input);
      return map(found, (given) => ({ document: { ...given, lines: [...given.lines] } }));
    },
  }) satisfies Partial<Handlers>;
