import type { RetryBatchDocument } from '@reprise/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Square } from 'lucide-react';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { batchOf } from './batch-queries.ts';
import { CountsBar } from './counts-bar.tsx';
import { Members } from './members.tsx';
import { batchInWords, batchName } from './standings.ts';

const route = getRouteApi('/orgs/$org/projects/$project/retry-batches/$batch');

/** One batch of retries, as it goes. */
export function BatchPage() {
  const { org, project, batch } = route.useParams();
  const where = { org, project };
  const found = useQuery(batchOf(where, batch));
  const { data } = found;
  return (
    <Page
      title={data === undefined ? 'Retries' : batchName(data)}
      above={
        <TextLink to="/orgs/$org/projects/$project/retry-batches" params={where}>
          All batches of retries
        </TextLink>
      }
      actions={
        data?.status === 'RUNNING' && (
          <Cancel where={where} batch={batch} onDone={() => void found.refetch()} />
        )
      }
    >
      {found.isError && (
        <ProblemCard
          title="This batch cannot be shown"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {data !== undefined && (
        <>
          <Head batch={data} />
          <Members where={where} members={data.members} />
        </>
      )}
    </Page>
  );
}

function Head({ batch }: { readonly batch: RetryBatchDocument }) {
  const { stopReason, createdBy, createdAt, note } = batch;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap gap-x-4 text-sm text-muted">
        <strong role="status" className="font-medium text-text">
          {batchInWords(batch)}
          {stopReason !== null && `: ${stopReason}`}
        </strong>
        <span>
          by <bdi>{createdBy}</bdi> <Ago at={createdAt} />
        </span>
      </p>
      {note !== null && <p className="text-sm break-words text-muted">“{note}”</p>}
      <CountsBar batch={batch} />
    </div>
  );
}

interface CancelProps {
  readonly where: ProjectParams;
  readonly batch: string;
  readonly onDone: () => void;
}

/** Begins nothing more; what runs goes on to its end. */
function Cancel({ where, batch, onDone }: CancelProps) {
  const forbidden = useForbidden(where, [undefined])('retry');
  const cancel = useMutation({
    mutationFn: () => answerOf(server.cancelRetryBatch({ path: { batch }, query: scopeOf(where) })),
    onSuccess: onDone,
  });
  return (
    <>
      {cancel.isError && <ProblemCard title="It was not cancelled" error={cancel.error} />}
      <Button
        look="danger"
        title="Begins nothing more; what runs goes on to its end"
        refused={cancel.isPending ? 'It is being cancelled' : forbidden}
        onClick={() => cancel.mutate()}
      >
        <Square aria-hidden size={16} /> Cancel the rest
      </Button>
    </>
  );
}
