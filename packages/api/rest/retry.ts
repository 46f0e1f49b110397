/** Continuing an ended execution from a stage: what may be retried, what a retry would do, and doing it. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { startedExecution, v1StartedExecution } from './execute.ts';
import { planDigestQuery } from './plan-digest.ts';
import {
  commaTexts,
  flag,
  repeatableQuery,
  requiredText,
  scopeQuery,
  text,
  texts,
} from './query.ts';
import { instant, status } from './shapes/index.ts';

const retryableStages = z.object({
  resumable: z.boolean(),
  isResumable: z.boolean(),
  /** Why it cannot be retried, for a person; null when it can. */
  errorMessage: z.nullable(z.string()),
  /** One group for each sequential position; more than one `info` is a parallel group. */
  groups: z.array(
    z.object({
      info: z.array(
        z.object({
          name: z.string(),
          identifier: z.string(),
          status,
          createdAt: z.nullable(instant),
          parentId: z.string(),
          nextId: z.string(),
        }),
      ),
    }),
  ),
});
export type RetryableStages = z.infer<typeof retryableStages>;

const retryHistory = z.object({
  latestExecutionId: z.string(),
  errorMessage: z.null(),
  /** Newest first. */
  executionInfos: z.array(
    z.object({
      uuid: z.string(),
      startTs: instant,
      endTs: z.nullable(instant),
      status,
      runSequence: z.number(),
    }),
  ),
  /** Of the execution that was asked about, when it is a retry. */
  retryStagesMetadata: z.nullable(
    z.object({
      retryStagesIdentifier: z.array(z.string()),
      skipStagesIdentifier: z.array(z.string()),
    }),
  ),
});
export type RetryHistory = z.infer<typeof retryHistory>;

/** What a retry will do, before it is done. */
export const retryPlan = z.object({
  sourceExecutionId: z.string(),
  rootExecutionId: z.string(),
  from: z.array(z.string()),
  runAllStages: z.boolean(),
  stages: z.array(
    z.object({
      identifier: z.string(),
      name: z.string(),
      row: z.number(),
      decision: z.enum(['reuse', 'run']),
      reason: z.string(),
      sourceStatus: status,
      /** Where a reused stage really ran. */
      originExecutionId: z.nullable(z.string()),
      /** Of a chained stage that goes on with the execution that it had, when `retryChained` asks for that. */
      child: z.optional(
        z.object({
          executionId: z.string(),
          from: z.array(z.string()),
          reuse: z.array(z.string()),
          run: z.array(z.string()),
        }),
      ),
      /** Why a retry cannot start from this stage; null when it can. */
      startRefused: z.nullable(z.object({ code: z.string(), reason: z.string() })),
      /** Of a looped stage: what happens to each of its instances. A stage that runs may reuse some of them. */
      instances: z.optional(
        z.array(
          z.object({
            identifier: z.string(),
            name: z.string(),
            decision: z.enum(['reuse', 'run']),
            reason: z.string(),
            sourceStatus: status,
            originExecutionId: z.nullable(z.string()),
          }),
        ),
      ),
    }),
  ),
  /** What is not as it was when the source ran. A retry runs what ran; secrets are read, and permissions asked for, anew. */
  changed: z.object({
    /** Set when the pipeline, or a template in it, was saved since: nothing of that is used. */
    definition: z.nullable(
      z.object({
        version: z.number(),
        /** The templates in it that were saved since, with their labels; version null: not there any more. Absent when there are none. */
        templates: z.optional(
          z.array(z.object({ name: z.string(), version: z.nullable(z.number()) })),
        ),
        /** Set when the pipeline itself is as it was. */
        onlyTemplates: z.optional(z.boolean()),
        /** What differs from what ran; empty when nothing that runs does. */
        differences: z.array(
          z.object({
            /** Null: something of the pipeline around the stages. */
            stage: z.nullable(z.string()),
            /** Null: the stage itself. */
            step: z.nullable(z.string()),
            change: z.enum(['added', 'removed', 'changed', 'moved']),
          }),
        ),
        /** Why the differences cannot be told; null when they can. */
        unreadable: z.nullable(z.string()),
      }),
    ),
    /** Pipelines of chained stages that were saved since: a stage that begins a new child runs what is stored then. Version null: not there any more. Absent when there are none. */
    chained: z.optional(z.array(z.object({ name: z.string(), version: z.nullable(z.number()) }))),
    secrets: z.array(
      z.object({
        reference: z.string(),
        change: z.enum(['saved', 'removed']),
        version: z.nullable(z.number()),
      }),
    ),
    missingPermissions: z.array(z.string()),
  }),
  /** Give it as `planDigest` when retrying, to be refused if anything has changed since. */
  digest: z.string(),
  /** What the reused stages took, in milliseconds: the time that the retry saves. */
  savedTime: z.number(),
});
export type RetryPlanDocument = z.infer<typeof retryPlan>;

/**
 * `from`: identifiers of the stage to retry from; several when they are members of one parallel group. Absent: the
 * stages that did not end well, of the first position where any did not.
 */
const retryPlanBody = z.object({
  from: z.optional(z.array(z.string())),
  runAllStages: z.optional(z.boolean()),
  /** True: a chained stage that failed goes on with the execution that it had, from what failed there. */
  retryChained: z.optional(z.boolean()),
});

/** Left out, or the inputs of the source: a retry changes none. */
const sameInputs = z.object({ inputs_yaml: z.optional(z.nullable(z.string())) });

const retryQuery = {
  ...scopeQuery,
  ...repeatableQuery,
  runAllStages: flag(true),
  /** Ours: see the retry plan. */
  retryChained: flag(false),
  notesForPipelineExecution: text(),
  planDigest: planDigestQuery(),
};
const EXECUTE = '/pipeline/api/pipeline/execute';

export const retryEndpoints = {
  /** The body is empty, or the inputs of the source: a retry changes none. */
  retryExecution: endpoint({
    method: 'POST',
    path: `${EXECUTE}/retry/{pipeline}`,
    permission: 'core_pipeline_retry',
    query: z.object({ ...retryQuery, planExecutionId: requiredText(), retryStages: texts() }),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(startedExecution) },
  }),
  /** Retry from the stages that failed, by the execution's id alone. Inputs may be sent, and must be the source's. */
  retryFailedStages: endpoint({
    method: 'PUT',
    path: `${EXECUTE}/retry/{execution}`,
    permission: 'core_pipeline_retry',
    query: z.object({ ...retryQuery, retryStages: texts() }),
    body: { kind: 'json', schema: sameInputs },
    response: { kind: 'json', schema: envelope(startedExecution) },
  }),
  v1RetryExecution: endpoint({
    method: 'POST',
    path: '/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute/retry/{execution}',
    aliases: [
      '/pipeline/api/v1/orgs/{org}/projects/{project}/pipelines/{pipeline}/execute/retry/{execution}',
    ],
    permission: 'core_pipeline_retry',
    query: z.object({
      accountIdentifier: text(),
      retry_stages: commaTexts(),
      run_all_stages: flag(true),
      retry_chained: flag(false),
      notes: text(),
      plan_digest: planDigestQuery(),
      idempotency_key: text(),
    }),
    body: { kind: 'json', schema: sameInputs },
    response: { kind: 'json', schema: v1StartedExecution },
  }),
  retryStages: endpoint({
    method: 'GET',
    path: `${EXECUTE}/{execution}/retryStages`,
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, pipelineIdentifier: text() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(retryableStages) },
  }),
  retryHistory: endpoint({
    method: 'GET',
    path: `${EXECUTE}/retryHistory/{execution}`,
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, pipelineIdentifier: text() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(retryHistory) },
  }),
  latestExecutionId: endpoint({
    method: 'GET',
    path: `${EXECUTE}/latestExecutionId/{execution}`,
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: {
      kind: 'json',
      schema: envelope(z.object({ latestExecutionId: z.string(), errorMessage: z.null() })),
    },
  }),
  planRetry: endpoint({
    method: 'POST',
    path: '/api/v1/executions/{execution}/retry-plan',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: retryPlanBody },
    response: { kind: 'json', schema: retryPlan },
  }),
};
