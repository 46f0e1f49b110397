/** Retrying every execution that a filter means, as one batch. */
import { END_STATUSES, RETRYABLE_STATUSES } from '@reprise/core/execution';
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { planDigest } from './plan-digest.ts';
import { pageQuery, repeatableQuery, scopeQuery } from './query.ts';
import { instant, status } from './shapes/index.ts';

const filter = z.object({
  pipelines: z.optional(z.array(z.string())),
  /** Left out: `Failed` and `Expired`, the ends that no person decided. */
  statuses: z.optional(z.array(z.enum(RETRYABLE_STATUSES))),
  /** Started at this moment or after it. */
  startedFrom: z.optional(instant),
  /** Started before this moment. */
  startedBefore: z.optional(instant),
  /** A text in the failure message, in any case. */
  failure: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
  /** The identifier of a stage that did not end well. */
  failedStage: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});
export type RetryBatchFilterDocument = z.infer<typeof filter>;

const previewBody = z.object({
  filter,
  /** False: of a parallel group only what did not end well. True when left out. */
  runAllStages: z.optional(z.boolean()),
  /** Of a chained stage that failed its child is retried, in place of a new one. False when left out. */
  retryChained: z.optional(z.boolean()),
});

const createBody = z.object({
  ...previewBody.shape,
  /** At most so many retries at once; 5 when left out. */
  atOnce: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  /** Stop when the first so many retries have all failed again; 3 when left out, 0 never stops. */
  stopAfter: z.optional(z.int().check(z.minimum(0), z.maximum(1000))),
  /** The digest of a preview: nothing is begun when the preview would be another one now. */
  digest: z.optional(planDigest),
  note: z.optional(z.string().check(z.maxLength(1000))),
});

const preview = z.object({
  total: z.number(),
  /** How many can be retried as things stand, and how many would be refused. */
  retryable: z.number(),
  refused: z.number(),
  /** Oldest first: in the order in which they would be retried. */
  executions: z.array(
    z.object({
      executionId: z.string(),
      pipelineIdentifier: z.string(),
      runSequence: z.number(),
      status,
      startTs: instant,
      failureMessage: z.nullable(z.string()),
      /** Null when it would be refused. */
      plan: z.nullable(
        z.object({
          from: z.array(z.string()),
          reuse: z.array(z.string()),
          run: z.array(z.string()),
          /** Milliseconds. */
          savedTime: z.number(),
        }),
      ),
      refusal: z.nullable(z.object({ code: z.string(), message: z.string() })),
    }),
  ),
  /** Give it when the batch is made, to be refused if anything has changed since. */
  digest: z.string(),
});
export type RetryBatchPreviewDocument = z.infer<typeof preview>;

const summary = z.object({
  batchId: z.string(),
  /** `STOPPING`: nothing new is begun, and what runs goes on to its end. */
  status: z.enum(['RUNNING', 'STOPPING', 'COMPLETED', 'CANCELLED', 'STOPPED']),
  /** Why nothing new is begun; null when nothing stopped it. */
  stopReason: z.nullable(z.string()),
  createdAt: instant,
  endedAt: z.nullable(instant),
  createdBy: z.string(),
  note: z.nullable(z.string()),
  filter,
  runAllStages: z.boolean(),
  retryChained: z.boolean(),
  atOnce: z.number(),
  stopAfter: z.number(),
  total: z.number(),
  counts: z.object({
    toDo: z.number(),
    running: z.number(),
    succeeded: z.number(),
    failedAgain: z.number(),
    refused: z.number(),
    cancelled: z.number(),
  }),
});
export type RetryBatchSummary = z.infer<typeof summary>;

const batch = z.object({
  ...summary.shape,
  members: z.array(
    z.object({
      executionId: z.string(),
      /** Null when the row of the execution cannot be found. */
      pipelineIdentifier: z.nullable(z.string()),
      runSequence: z.nullable(z.number()),
      standing: z.enum(['toDo', 'running', 'succeeded', 'failedAgain', 'refused', 'cancelled']),
      /** The execution that retries it. */
      retryExecutionId: z.nullable(z.string()),
      /** How its retry ended. */
      retryStatus: z.nullable(z.enum(END_STATUSES)),
      refusal: z.nullable(z.object({ code: z.string(), message: z.string() })),
    }),
  ),
});
export type RetryBatchDocument = z.infer<typeof batch>;

const BATCHES = '/api/v1/retry-batches';

export const retryBatchEndpoints = {
  previewRetryBatch: endpoint({
    method: 'POST',
    path: `${BATCHES}/preview`,
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: previewBody },
    response: { kind: 'json', schema: preview },
  }),
  createRetryBatch: endpoint({
    method: 'POST',
    path: BATCHES,
    permission: 'core_pipeline_retry',
    query: z.object({ ...scopeQuery, ...repeatableQuery }),
    body: { kind: 'json', schema: createBody },
    response: { kind: 'json', schema: summary },
  }),
  listRetryBatches: endpoint({
    method: 'GET',
    path: BATCHES,
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, ...pageQuery }),
    body: { kind: 'none' },
    response: {
      kind: 'json',
      schema: z.object({ total: z.number(), batches: z.array(summary) }),
    },
  }),
  getRetryBatch: endpoint({
    method: 'GET',
    path: `${BATCHES}/{batch}`,
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: batch },
  }),
  cancelRetryBatch: endpoint({
    method: 'POST',
    path: `${BATCHES}/{batch}/cancel`,
    permission: 'core_pipeline_retry',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: summary },
  }),
};
