import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { batchesOf } from './batch-queries.ts';
import { CountsBar } from './counts-bar.tsx';
import { batchInWords, batchName } from './standings.ts';

const route = getRouteApi('/orgs/$org/projects/$project/retry-batches');

/** The batches of retries of a project, newest first. */
export function BatchesPage() {
  const where = route.useParams();
  const list = useQuery(batchesOf(where));
  const batches = list.data?.batches ?? [];
  return (
    <Page
      title="Batches of retries"
      actions={
        <ButtonLink to="/orgs/$org/projects/$project/retry-batches/new" params={where}>
          <RotateCcw aria-hidden size={16} /> Retry many
        </ButtonLink>
      }
    >
      {list.isError && (
        <ProblemCard
          title="The batches could not be fetched"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.data?.total === 0 && (
        <Empty title="No batch yet">
          When one cause has failed many executions, mend it, and retry them all at once.
        </Empty>
      )}
      <ul aria-label="Batches" className="flex flex-col gap-2">
        {batches.map((batch) => (
          <li
            key={batch.batchId}
            className="flex flex-col gap-2 rounded-lg border border-line bg-surface px-4 py-3"
          >
            <p className="flex flex-wrap items-baseline gap-x-4 text-sm text-muted">
              <TextLink
                to="/orgs/$org/projects/$project/retry-batches/$batch"
                params={{ ...where, batch: batch.batchId }}
                className="font-medium"
              >
                {batchName(batch)}
              </TextLink>
              {batchInWords(batch)}
              <span>
                by <bdi>{batch.createdBy}</bdi> <Ago at={batch.createdAt} />
              </span>
            </p>
            {batch.note !== null && (
              <p className="text-sm break-words text-muted">“{batch.note}”</p>
            )}
            <CountsBar batch={batch} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
