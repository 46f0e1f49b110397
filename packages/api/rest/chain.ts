/** The chain of an execution and its retries, in full. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { pageQuery, scopeQuery } from './query.ts';
import { instant, status } from './shapes/index.ts';

const attempt = z.object({
  executionId: z.string(),
  /** The execution that this one continues; null for the first. */
  parentExecutionId: z.nullable(z.string()),
  /** Only the newest can be retried. */
  isLatest: z.boolean(),
  runSequence: z.number(),
  status,
  startTs: instant,
  endTs: z.nullable(instant),
  triggeredBy: z.string(),
  /** Why it was started, if somebody said so. */
  notes: z.nullable(z.string()),
  /** The stages that it was retried from; empty for the first. */
  from: z.array(z.string()),
  runAllStages: z.nullable(z.boolean()),
  /** Each stage, and each instance of a looped one: whether it ran here, or where it was reused from, and why. */
  stages: z.array(
    z.object({
      identifier: z.string(),
      name: z.string(),
      /** Of an instance: the looped stage. */
      loop: z.nullable(z.string()),
      status,
      fate: z.enum(['ran', 'reused', 'skipped', 'notStarted']),
      originExecutionId: z.nullable(z.string()),
      reason: z.nullable(z.string()),
    }),
  ),
  /** Why its stages cannot be told, when its record could not be read back. */
  quarantined: z.nullable(z.string()),
});

export const executionChain = z.object({
  rootExecutionId: z.string(),
  latestExecutionId: z.string(),
  total: z.number(),
  /** Newest first. */
  attempts: z.array(attempt),
});
export type ExecutionChain = z.infer<typeof executionChain>;

export const chainEndpoints = {
  executionChain: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/chain',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, ...pageQuery }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: executionChain },
  }),
};
