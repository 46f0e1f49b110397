import type { ExecutionSummary } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { Ago, Took } from '../../components/time/moment.tsx';

/** Menus weigh more than the list: the rows are shown first. */
const RowMenu = lazy(async () => ({ default: (await import('./row-menu.tsx')).RowMenu }));

interface ExecutionRowProps {
  readonly execution: ExecutionSummary;
  readonly onHistory: () => void;
  /** The list is not what it was. */
  readonly onChanged: () => void;
}

/** One chain of retries, as its newest attempt stands. */
export function ExecutionRow({ execution, onHistory, onChanged }: ExecutionRowProps) {
  const { status, startTs, endTs, retryInfo, failureInfo, notes } = execution;
  const below = isEnd(status) ? (failureInfo?.message ?? notes) : notes;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-sunken max-lg:pt-1 lg:grid-cols-[12.5rem_minmax(0,1fr)_9rem_11rem_auto]">
      <div className="max-lg:order-1">
        <StatusBadge status={status} />
      </div>
      <div className="min-w-0 max-lg:order-3 max-lg:col-span-2">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <Link
            to="/orgs/$org/projects/$project/executions/$execution"
            params={{
              org: execution.orgIdentifier,
              project: execution.projectIdentifier,
              execution: execution.planExecutionId,
            }}
            className="min-w-0 font-medium break-words hover:underline"
          >
            <bdi>{execution.name}</bdi> <span className="text-muted">#{execution.runSequence}</span>
          </Link>
          {retryInfo.isRetry && (
            <span className="inline-flex items-center gap-1 text-xs text-muted">
              <History aria-hidden size={12} /> retried
            </span>
          )}
        </p>
        {below !== null && (
          <p className="line-clamp-2 text-sm break-words text-muted lg:line-clamp-1" title={below}>
            {below}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-x-3 text-sm text-muted max-lg:order-4 max-lg:col-span-2 lg:contents">
        <StageCount execution={execution} />
        <p>
          <Ago at={startTs} />
          <span className="lg:block">
            <span className="lg:hidden"> · </span>
            <Took from={startTs} to={endTs} /> ·{' '}
            <bdi>{execution.executionTriggerInfo.triggeredBy.identifier}</bdi>
          </span>
        </p>
      </div>
      <div className="max-lg:order-2">
        <Suspense fallback={<span className="block size-9" />}>
          <RowMenu execution={execution} onHistory={onHistory} onChanged={onChanged} />
        </Suspense>
      </div>
    </li>
  );
}

function StageCount({ execution }: Pick<ExecutionRowProps, 'execution'>) {
  const {
    totalStagesCount: total,
    successfulStagesCount: good,
    failedStagesCount: bad,
  } = execution;
  const part = (count: number): string => `${total === 0 ? 0 : (100 * count) / total}%`;
  return (
    <p>
      {good} of {total} {total === 1 ? 'stage' : 'stages'}
      <span
        aria-hidden
        className="mt-1 flex h-1 overflow-hidden rounded-full bg-line max-lg:hidden"
      >
        <span className="bg-good" style={{ width: part(good) }} />
        <span className="bg-bad" style={{ width: part(bad) }} />
      </span>
    </p>
  );
}
