import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { ApprovalCard } from './approval-card.tsx';

const route = getRouteApi('/orgs/$org/projects/$project/approvals');

/** How often the inbox looks for what is new while it is looked at. */
const REFRESH = 5_000;

/** All that waits for a person's word in a project, oldest first. */
export function ApprovalsPage() {
  const where = route.useParams();
  const waiting = useQuery({
    queryKey: ['approvals', where.org, where.project],
    queryFn: () => answerOf(server.waitingApprovals({ query: scopeOf(where) })),
    refetchInterval: REFRESH,
  });
  const approvals = waiting.data?.approvals;
  return (
    <Page title="Approvals">
      {waiting.isError && (
        <ProblemCard
          title="The approvals could not be fetched"
          error={waiting.error}
          onRetry={() => void waiting.refetch()}
        />
      )}
      {approvals?.length === 0 && (
        <Empty title="Nothing waits for you">
          Approvals of all executions of this project appear here as soon as they are asked for.
        </Empty>
      )}
      <ul aria-label="Waiting approvals" className="flex flex-col gap-4">
        {approvals?.map((each) => (
          <li key={each.approval.id}>
            <ApprovalCard where={where} waiting={each} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
