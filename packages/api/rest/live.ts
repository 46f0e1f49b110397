/** Watching an execution as it goes. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { optionalInteger, scopeQuery } from './query.ts';
import { executionNode, instant, status } from './shapes/index.ts';
import { areOutlines, type NodeOutline } from './shapes/node-outline.ts';

/**
 * The execution changed, or this is the first message. The first message has all nodes in the order of the tree; each
 * following one those that changed, with all that hold them. The event's id is `version`.
 */
const changeOf = <Nodes extends z.ZodMiniType>(nodes: Nodes) =>
  z.object({
    event: z.literal('change'),
    data: z.object({
      version: z.number(),
      summary: z.object({
        planExecutionId: z.string(),
        pipelineIdentifier: z.string(),
        name: z.string(),
        runSequence: z.number(),
        status,
        startTs: instant,
        endTs: z.nullable(instant),
      }),
      /** Whether `nodes` is all of them. */
      complete: z.boolean(),
      nodes,
    }),
  });
const change = changeOf(z.array(executionNode));
const outlineChange = changeOf(z.custom<readonly NodeOutline[]>(areOutlines));

/** A log has `size` bytes now; `closed`: no more will come. Several growths may be told as one. */
const logGrew = z.object({
  event: z.literal('log'),
  data: z.object({
    nodeExecutionId: z.string(),
    attempt: z.number(),
    size: z.number(),
    closed: z.boolean(),
  }),
});

/** The execution is over and all was told. The server closes the stream after it. */
const end = z.object({
  event: z.literal('end'),
  data: z.object({ version: z.number(), status }),
});

export const liveMessage = z.discriminatedUnion('event', [change, logGrew, end]);
const outlineMessage = z.discriminatedUnion('event', [outlineChange, logGrew, end]);
export type LiveMessage = z.infer<typeof liveMessage>;
export type LiveChange = z.infer<typeof change>['data'];
export type OutlineMessage = z.infer<typeof outlineMessage>;
export type OutlineChange = z.infer<typeof outlineChange>['data'];
export type LiveLog = z.infer<typeof logGrew>['data'];

export const liveEndpoints = {
  /**
   * `after` (or the header `Last-Event-ID`) is the version that the caller has seen: if it is still the newest, only what
   * comes next is told. How far each log has come is told at the beginning in either case.
   */
  watchExecution: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/live',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, after: optionalInteger(0) }),
    body: { kind: 'none' },
    response: { kind: 'events', schema: liveMessage },
  }),
  /** The same with outlines of nodes: what a page needs to draw all of them. */
  watchOutline: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/outline/live',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, after: optionalInteger(0) }),
    body: { kind: 'none' },
    response: { kind: 'events', schema: outlineMessage },
  }),
};
