import type { ExecutionSummary } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { Ago, Took } from '../../components/time/moment.tsx';

interface HistoryDialogProps {
  readonly execution: ExecutionSummary;
  readonly onClose: () => void;
}

/** An execution and its retries, newest first. */
export function HistoryDialog({ execution, onClose }: HistoryDialogProps) {
  const where = { org: execution.orgIdentifier, project: execution.projectIdentifier };
  const history = useQuery({
    queryKey: ['retry history', execution.planExecutionId],
    queryFn: () => {
      const path = { execution: execution.planExecutionId };
      return answerOf(server.retryHistory({ path, query: scopeOf(where) }));
    },
  });
  const attempts = history.data?.data.executionInfos ?? [];
  return (
    <Dialog title={`Attempts of ${execution.name}`} onClose={onClose}>
      {history.isError && <ProblemCard title="It could not be read" error={history.error} />}
      <ol className="divide-y divide-line">
        {attempts.map(({ uuid, status, startTs, endTs, runSequence }, at) => (
          <li key={uuid} className="flex flex-wrap items-center gap-x-4 py-2 text-sm">
            <TextLink
              to="/orgs/$org/projects/$project/executions/$execution"
              params={{ ...where, execution: uuid }}
              className="font-medium"
            >
              Attempt {attempts.length - at}, run {runSequence}
            </TextLink>
            <StatusBadge status={status} />
            <span className="ml-auto text-muted">
              <Ago at={startTs} /> · <Took from={startTs} to={endTs} />
            </span>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
