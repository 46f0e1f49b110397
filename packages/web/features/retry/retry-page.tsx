import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Notice } from '../../components/card.tsx';
import { executionPath } from '../../components/links.ts';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { firstChoice, type RetryChoice } from './choice.ts';
import { RetryForm } from './retry-form.tsx';
import { retrySource } from './retry-queries.ts';

const route = getRouteApi('/orgs/$org/projects/$project/executions/$execution/retry');

/** Continuing an ended execution: what will happen is seen before anything does. */
export function RetryPage() {
  const where = route.useParams();
  const { from } = route.useSearch();
  const source = useQuery(retrySource(where));
  const [chosen, setChosen] = useState<RetryChoice | null>(null);
  const { data } = source;
  const title =
    data === undefined ? 'Retry' : `Retry ${data.summary.name} #${data.summary.runSequence}`;
  return (
    <Page
      title={title}
      above={<TextLink to={executionPath(where, where.execution)}>Back to the execution</TextLink>}
      actions={data !== undefined && <StatusBadge status={data.summary.status} />}
    >
      {source.isError && (
        <ProblemCard
          title="The execution could not be fetched"
          error={source.error}
          onRetry={() => void source.refetch()}
        />
      )}
      {data !== undefined && data.stages.errorMessage !== null && (
        <Notice>
          <h2 className="font-medium">It cannot be retried</h2>
          <p className="break-words">{data.stages.errorMessage}</p>
          {data.summary.retryInfo.retriedBy !== null && (
            <TextLink to={executionPath(where, data.summary.retryInfo.retriedBy)}>
              The execution that continues it
            </TextLink>
          )}
        </Notice>
      )}
      {data !== undefined && data.stages.resumable && (
        <RetryForm
          where={where}
          source={data}
          choice={chosen ?? firstChoice(data.stages.groups, from)}
          onChoose={setChosen}
          onRefused={() => void source.refetch()}
        />
      )}
    </Page>
  );
}
