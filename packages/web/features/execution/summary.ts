/** What the server says of an execution besides what goes live. */
import type { ExecutionSummary } from '@reprise/api';
import { isEnd, isRetryable } from '@reprise/core/execution';
import { useQuery } from '@tanstack/react-query';
import { type Forbidden, useForbidden } from '../../api/rights.ts';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { useExecution, useModel } from './live/store.ts';

/** The summary of the execution that is shown; asked for again when it has ended, and once however many parts ask. */
export function useSummary() {
  const { org, project, execution } = useExecution();
  const status = useModel((model) => model.summary?.status);
  const over = status !== undefined && isEnd(status);
  return useQuery({
    queryKey: ['execution', execution, over],
    queryFn: () =>
      answerOf(server.executionHead({ path: { execution }, query: scopeOf({ org, project }) })),
    placeholderData: (before) => before,
  });
}

/** What the caller may not do with the execution that is shown. */
export function useExecutionRights(): (act: Parameters<Forbidden>[0]) => string | undefined {
  const { org, project } = useExecution();
  const pipeline = useSummary().data?.pipelineIdentifier;
  const forbidden = useForbidden({ org, project }, pipeline === undefined ? [] : [pipeline]);
  return (act) => forbidden(act, pipeline);
}

/** Why an execution cannot be retried, for a person; undefined when it can. */
export function whyNoRetry(summary: ExecutionSummary): string | undefined {
  const { canRetry, status, retryInfo, quarantined } = summary;
  if (canRetry) return undefined;
  if (!isEnd(status)) return 'It is still running: it can be retried when it has ended.';
  if (retryInfo.retriedBy !== null) return 'It was retried already: retry the newest attempt.';
  if (!isRetryable(status)) return 'It ended well: run it again instead.';
  if (quarantined !== null) return 'Its record could not be read back.';
  return 'All of it was rolled back, so nothing is left to continue: run it again instead.';
}
