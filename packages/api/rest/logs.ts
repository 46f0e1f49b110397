/** The output of steps: Harness's log service, and byte ranges of our own. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { integer, optionalInteger, requiredText, scopeQuery, text } from './query.ts';

const LOG_SERVICE = '/log-service';
const keyQuery = { accountID: text(), accountIdentifier: text() };

/** How many bytes of a log one call of `readLog` answers at most. */
export const LOG_RANGE_LIMIT = 1_048_576;

export const logEndpoints = {
  logToken: endpoint({
    method: 'GET',
    path: `${LOG_SERVICE}/token`,
    permission: 'public',
    query: z.object(keyQuery),
    body: { kind: 'none' },
    response: { kind: 'text' },
  }),
  /** The whole log under an exact key, JSON lines. Empty when there is none yet. */
  logBlob: endpoint({
    method: 'GET',
    path: `${LOG_SERVICE}/blob`,
    permission: 'core_pipeline_view',
    query: z.object({ ...keyQuery, key: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'bytes' },
  }),
  /** Events whose data is one JSON line each; the end is `event: error`, `data: eof`, as clients expect it. */
  logStream: endpoint({
    method: 'GET',
    path: `${LOG_SERVICE}/stream`,
    permission: 'core_pipeline_view',
    query: z.object({ ...keyQuery, key: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'bytes' },
  }),
  /** A link to everything logged under a prefix. */
  logDownload: endpoint({
    method: 'POST',
    path: `${LOG_SERVICE}/blob/download`,
    permission: 'core_pipeline_view',
    query: z.object({ ...keyQuery, prefix: requiredText() }),
    body: { kind: 'json', schema: z.object({}) },
    response: {
      kind: 'json',
      schema: z.object({ status: z.literal('success'), link: z.string() }),
    },
  }),
  /** What the link of `logDownload` leads to: JSON lines, step after step in the order of the pipeline. */
  logArchive: endpoint({
    method: 'GET',
    path: `${LOG_SERVICE}/blob/archive`,
    permission: 'core_pipeline_view',
    query: z.object({ ...keyQuery, prefix: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'bytes' },
  }),
  /**
   * Bytes of one attempt's log from `from` up to but without `to`, at most LOG_RANGE_LIMIT of them. `node` is a
   * `nodeExecutionId`, a fully qualified name, or a step identifier that occurs once. Headers: `X-Log-Size` (bytes so
   * far), `X-Log-Closed` (`true`: no more will come), `X-Log-Attempt`.
   */
  readLog: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/logs',
    permission: 'core_pipeline_view',
    query: z.object({
      ...scopeQuery,
      node: requiredText(),
      attempt: optionalInteger(1),
      from: integer({ default: 0, min: 0, max: Number.MAX_SAFE_INTEGER }),
      to: optionalInteger(0),
    }),
    body: { kind: 'none' },
    response: { kind: 'bytes' },
  }),
  /** Where the lines of a log begin, so that any part of it can be read without the rest. */
  indexLog: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/logs/index',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, node: requiredText(), attempt: optionalInteger(1) }),
    body: { kind: 'none' },
    response: {
      kind: 'json',
      schema: z.object({
        attempt: z.number(),
        /** Bytes of the whole lines so far. */
        size: z.number(),
        closed: z.boolean(),
        lines: z.number(),
        /** The byte at which each thousandth line begins, from line 0. */
        offsets: z.array(z.number()),
      }),
    },
  }),
  /** The lines, counted from 0, that hold a text; it is no pattern, and the case of letters does not matter. */
  searchLog: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/logs/search',
    permission: 'core_pipeline_view',
    query: z.object({
      ...scopeQuery,
      node: requiredText(),
      attempt: optionalInteger(1),
      text: requiredText(),
    }),
    body: { kind: 'none' },
    response: {
      kind: 'json',
      schema: z.object({
        attempt: z.number(),
        /** The first ten thousand. */
        lines: z.array(z.number()),
        total: z.number(),
      }),
    },
  }),
};
