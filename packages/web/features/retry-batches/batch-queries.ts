/** What the pages of batches ask the server. */
import type { RetryBatchPreviewDocument, RetryBatchSummary } from '@reprise/api';
import { queryOptions } from '@tanstack/react-query';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { filterOf, type NewBatchSearch } from './search.ts';
import { isLive } from './standings.ts';

/** How often a batch that goes on is looked at, in milliseconds. */
const REFRESH = 1_000;

/** What a batch would retry as things stand. Asked anew each time that it is looked at: it is what the button promises. */
export const batchPreview = (where: ProjectParams, search: NewBatchSearch, runAllStages: boolean) =>
  queryOptions({
    queryKey: ['retry batch', 'preview', where.org, where.project, search, runAllStages],
    staleTime: 0,
    queryFn: () =>
      answerOf(
        server.previewRetryBatch({
          query: scopeOf(where),
          body: { filter: filterOf(search), runAllStages },
        }),
      ),
    placeholderData: (before) => before,
  });

/** How a batch is to go. */
export interface BatchOptions {
  readonly runAllStages: boolean;
  readonly atOnce: number;
  readonly stopAfter: number;
  readonly note: string;
}

/** Begins what the preview shows, or is refused because something changed. Answers the id of the batch. */
export async function startBatch(
  where: ProjectParams,
  search: NewBatchSearch,
  { digest }: RetryBatchPreviewDocument,
  { runAllStages, atOnce, stopAfter, note }: BatchOptions,
): Promise<string> {
  const body = {
    filter: filterOf(search),
    runAllStages,
    atOnce,
    stopAfter,
    digest,
    ...(note !== '' && { note }),
  };
  return (await answerOf(server.createRetryBatch({ query: scopeOf(where), body }))).batchId;
}

/** One batch with its members; looked at again for as long as it goes on. */
export const batchOf = (where: ProjectParams, batch: string) =>
  queryOptions({
    queryKey: ['retry batch', batch],
    queryFn: () => answerOf(server.getRetryBatch({ path: { batch }, query: scopeOf(where) })),
    refetchInterval: ({ state: { data } }) => data !== undefined && isLive(data) && REFRESH,
  });

/** The batches of a project, newest first. */
export const batchesOf = (where: ProjectParams) =>
  queryOptions({
    queryKey: ['retry batches', where.org, where.project],
    queryFn: () => answerOf(server.listRetryBatches({ query: scopeOf(where) })),
    refetchInterval: ({ state: { data } }): number | false =>
      data?.batches.some((each: RetryBatchSummary) => isLive(each)) === true && REFRESH,
  });
