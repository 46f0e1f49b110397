import type { ExecutionSummary } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { Pager } from '../../components/pager.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { ExecutionRow } from './execution-row.tsx';
import { FilterBar } from './filter-bar.tsx';
import { RetryMany } from './retry-many.tsx';
import type { ExecutionsSearch } from './search.ts';

const HistoryDialog = lazy(async () => ({
  default: (await import('./history-dialog.tsx')).HistoryDialog,
}));

const route = getRouteApi('/orgs/$org/projects/$project/executions');

/** How often the list is asked for again: it is the same call as the first, and costs the server one query. */
const REFRESH = 2_500;

/** All executions of a project, a row for each chain of retries, newest first. */
export function ExecutionsPage() {
  const where = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useList(where, search);
  const [history, setHistory] = useState<ExecutionSummary | null>(null);
  const page = list.data?.data;
  const onSearch = (wanted: ExecutionsSearch): void =>
    void navigate({ search: wanted, replace: true });
  return (
    <Page title="Executions" actions={<RetryMany where={where} search={search} />} wide>
      <FilterBar search={search} onSearch={onSearch} />
      {list.isError && (
        <ProblemCard
          title="The list could not be fetched"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {page?.empty === true && (
        <NothingHere filtered={isFiltered(search)} onAll={() => onSearch({})} />
      )}
      {page !== undefined && !page.empty && (
        <ul
          aria-label="Executions"
          className="divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {page.content.map((execution) => (
            <ExecutionRow
              key={execution.retryInfo.rootExecutionId}
              execution={execution}
              onHistory={() => setHistory(execution)}
              onChanged={() => void list.refetch()}
            />
          ))}
        </ul>
      )}
      {page !== undefined && (
        <Pager
          page={page.pageIndex}
          total={page.totalPages}
          onPage={(at) => onSearch({ ...search, page: at })}
          words={['Newer', 'Older']}
        />
      )}
      {history !== null && (
        <Suspense>
          <HistoryDialog execution={history} onClose={() => setHistory(null)} />
        </Suspense>
      )}
    </Page>
  );
}

const useList = (where: ProjectParams, { status, pipeline, text, page = 0 }: ExecutionsSearch) =>
  useQuery({
    queryKey: ['executions', where.org, where.project, status, pipeline, text, page],
    queryFn: ({ signal }) =>
      answerOf(
        server.listExecutions({
          query: {
            ...scopeOf(where),
            status: status === undefined ? [] : [...status],
            pipelineIdentifier: pipeline,
            searchTerm: text,
            page,
          },
          signal,
        }),
      ),
    refetchInterval: REFRESH,
    placeholderData: (before) => before,
  });

const isFiltered = ({ status, pipeline, text, page }: ExecutionsSearch): boolean =>
  [status, pipeline, text, page].some((filter) => filter !== undefined);

interface NothingHereProps {
  readonly filtered: boolean;
  readonly onAll: () => void;
}

function NothingHere({ filtered, onAll }: NothingHereProps) {
  if (filtered) {
    return (
      <Empty title="No execution is like that">
        <p className="mb-4">Take a filter away, or all of them:</p>
        <Button onClick={onAll}>Show all executions</Button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has run yet">
      <p className="mb-4">Run a pipeline from where its YAML is; it appears here at once:</p>
      <Copyable text="npx reprise run examples/fix-and-retry/pipeline.yaml" />
    </Empty>
  );
}
