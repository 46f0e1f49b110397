import type { ExecutionSummary } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { INPUT } from '../../components/field.tsx';
import { LOOKS } from '../../components/status/look.ts';
import { TextLink } from '../../components/text-link.tsx';
import { useExecution } from './live/store.ts';

/** The execution and its retries, newest first; empty when there was none. */
function useHistory(summary: ExecutionSummary, over: boolean) {
  const { org, project, execution } = useExecution();
  return useQuery({
    queryKey: ['retry history', execution, over],
    queryFn: () =>
      answerOf(server.retryHistory({ path: { execution }, query: scopeOf({ org, project }) })),
    enabled: summary.showRetryHistory,
  }).data?.data.executionInfos;
}

/** Chooses among an execution and its retries. */
export function Attempts({
  summary,
  over,
}: {
  readonly summary: ExecutionSummary;
  readonly over: boolean;
}) {
  const { org, project, execution } = useExecution();
  const navigate = useNavigate();
  const all = useHistory(summary, over) ?? [];
  if (all.length < 2) return null;
  return (
    <label className="flex items-center gap-2">
      Attempt
      <select
        className={`${INPUT} w-auto`}
        value={execution}
        onChange={({ target }) =>
          void navigate({
            to: '/orgs/$org/projects/$project/executions/$execution',
            params: { org, project, execution: target.value },
          })
        }
      >
        {all.map(({ uuid, status }, at) => (
          <option key={uuid} value={uuid}>
            {all.length - at} of {all.length}: {LOOKS[status].word}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Says that an execution was continued, and by which. */
export function NotTheNewest({ summary }: { readonly summary: ExecutionSummary }) {
  const { org, project } = useExecution();
  const newest = useHistory(summary, true)?.[0];
  if (newest === undefined || summary.retryInfo.retriedBy === null) return null;
  return (
    <p role="status" className="rounded-lg border border-warn bg-surface px-4 py-2 text-sm">
      This is not the newest attempt.{' '}
      <TextLink
        to="/orgs/$org/projects/$project/executions/$execution"
        params={{ org, project, execution: newest.uuid }}
      >
        Go to the newest: {LOOKS[newest.status].word.toLowerCase()}
      </TextLink>
    </p>
  );
}
