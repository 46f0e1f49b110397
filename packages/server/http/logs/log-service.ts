import { ok } from '@reprise/core';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { EVENT_STREAM_HEADERS, withHeartbeat } from '../live/event-stream.ts';
import { map } from '../replies.ts';
import { eventsOfLines } from './log-events.ts';

/** What clients of the log service send back to it. There are no users yet, and so no secret in it. */
const TOKEN = 'reprise';
const NDJSON = { 'content-type': 'application/x-ndjson' };

const keyOf = (
  { accountId }: RequestContext,
  query: { readonly accountID?: string | undefined },
  key: string,
) => ({ accountId: query.accountID ?? accountId, key });

/** Harness's log service: logs by key. */
export const logServiceHandlers = (useCases: UseCases) =>
  ({
    logToken: async () => ok({ text: TOKEN }),
    logBlob: async ({ query, context }) => {
      const input = keyOf(context, query, query.key);
      const bytes = await useCases.readLogByKey(context.caller, input);
      return map(bytes, (given) => ({ bytes: given, headers: NDJSON }));
    },
    logStream: async ({ query, context }) => {
      const { caller, signal } = context;
      const input = { ...keyOf(context, query, query.key), signal };
      const bytes = await useCases.followLogByKey(caller, input);
      return map(bytes, (given) => ({
        bytes: withHeartbeat(eventsOfLines(given)),
        headers: EVENT_STREAM_HEADERS,
      }));
    },
    logDownload: async ({ query, context }) => {
      const input = keyOf(context, query, query.prefix);
      const bytes = await useCases.readLogsUnder(context.caller, input);
      const link = new URL('/gateway/log-service/blob/archive', context.origin);
      if (input.accountId !== undefined) link.searchParams.set('accountID', input.accountId);
      link.searchParams.set('prefix', query.prefix);
      return map(bytes, () => ({ document: { status: 'success' as const, link: link.href } }));
    },
    logArchive: async ({ query, context }) => {
      const input = keyOf(context, query, query.prefix);
      const bytes = await useCases.readLogsUnder(context.caller, input);
      return map(bytes, (given) => ({ bytes: given, headers: NDJSON }));
    },
  }) satisfies Partial<Handlers>;
