import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, keyOf, map, scopeOfQuery } from '../replies.ts';
import {
  retryBatchDocument,
  retryBatchFilter,
  retryBatchPreview,
  retryBatchSummary,
} from '../shapes/retry-batch.ts';

const AT_ONCE = 5;
const STOP_AFTER = 3;

/** Retrying many executions at once. */
export const retryBatchHandlers = (useCases: UseCases) =>
  ({
    previewRetryBatch: async ({ query, body, context }) => {
      const preview = await useCases.previewRetryBatch(context.caller, {
        scope: scopeOfQuery(context, query),
        filter: retryBatchFilter(body.filter),
        runAllStages: body.runAllStages ?? true,
        retryChained: body.retryChained,
      });
      return map(map(preview, retryBatchPreview), document);
    },
    createRetryBatch: async ({ query, body, context }) => {
      const batch = await useCases.createRetryBatch(context.caller, {
        scope: scopeOfQuery(context, query),
        filter: retryBatchFilter(body.filter),
        runAllStages: body.runAllStages ?? true,
        retryChained: body.retryChained,
        atOnce: body.atOnce ?? AT_ONCE,
        stopAfter: body.stopAfter ?? STOP_AFTER,
        digest: body.digest,
        note: body.note,
        key: keyOf(context, query.idempotencyKey),
      });
      return map(map(batch, retryBatchSummary), document);
    },
    listRetryBatches: async ({ query, context }) => {
      const scope = scopeOfQuery(context, query);
      const { page, size } = query;
      const found = await useCases.listRetryBatches(context.caller, { scope, page, size });
      return map(
        map(found, ({ items, total }) => ({ total, batches: items.map(retryBatchSummary) })),
        document,
      );
    },
    getRetryBatch: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), batch: path.batch };
      const found = await useCases.getRetryBatch(context.caller, input);
      return map(map(found, retryBatchDocument), document);
    },
    cancelRetryBatch: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), batch: path.batch };
      const cancelled = await useCases.cancelRetryBatch(context.caller, input);
      return map(map(cancelled, retryBatchSummary), document);
    },
  }) satisfies Partial<Handlers>;
