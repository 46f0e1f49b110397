import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { ServerProblem } from '../../api/server-problem.ts';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { BatchOptionFields } from './batch-option-fields.tsx';
import { type BatchOptions, batchPreview, startBatch } from './batch-queries.ts';
import { FilterFields } from './filter-fields.tsx';
import { Preview } from './preview.tsx';

const route = getRouteApi('/orgs/$org/projects/$project/retry-batches/new');

/** As the server would take what is left out. */
const USUAL: BatchOptions = { runAllStages: false, atOnce: 5, stopAfter: 3, note: '' };

/** Retrying all that a filter means: what will happen is seen before anything does. */
export function NewBatchPage() {
  const where = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [options, setOptions] = useState(USUAL);
  const preview = useQuery(batchPreview(where, search, options.runAllStages));
  const { pipeline } = search;
  const forbidden = useForbidden(where, [pipeline])('retry', pipeline);
  const start = useMutation({
    mutationFn: (shown: NonNullable<typeof preview.data>) =>
      startBatch(where, search, shown, options),
    onSuccess: (batch) =>
      navigate({
        to: '/orgs/$org/projects/$project/retry-batches/$batch',
        params: { ...where, batch },
      }),
    onError: () => void preview.refetch(),
  });
  const count = preview.data?.retryable ?? 0;
  const refused = forbidden ?? whyNot(count, preview.isFetching, start.isPending);
  return (
    <Page
      title="Retry many"
      above={
        <TextLink to="/orgs/$org/projects/$project/retry-batches" params={where}>
          All batches of retries
        </TextLink>
      }
    >
      <div className="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-4">
          <FilterFields
            search={search}
            onSearch={(wanted) => {
              start.reset();
              void navigate({ search: wanted, replace: true });
            }}
          />
          <BatchOptionFields options={options} onOptions={setOptions} />
          {start.isError && <Refusal error={start.error} />}
          <Button
            look="primary"
            refused={refused}
            onClick={() => preview.data !== undefined && start.mutate(preview.data)}
          >
            <RotateCcw aria-hidden size={16} /> Retry {count === 1 ? 'it' : `all ${count}`}
          </Button>
        </div>
        <div className="min-w-0">
          {preview.isError && (
            <ProblemCard title="It cannot be said what would be retried" error={preview.error} />
          )}
          {preview.data !== undefined && <Preview where={where} preview={preview.data} />}
        </div>
      </div>
    </Page>
  );
}

function whyNot(count: number, looking: boolean, starting: boolean): string | undefined {
  if (starting) return 'It is being started';
  if (looking) return 'What it would do is being worked out';
  return count === 0 ? 'There is nothing to retry' : undefined;
}

function Refusal({ error }: { readonly error: Error }) {
  const isStale = error instanceof ServerProblem && error.problem.code === 'PLAN_CHANGED';
  const title = isStale ? 'Something changed: look at the new list' : 'Nothing was retried';
  return <ProblemCard title={title} error={error} />;
}
