import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Empty } from '../../components/empty.tsx';
import { executionPath } from '../../components/links.ts';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { InterventionCard } from './intervention-card.tsx';
import { waitingSteps } from './waiting-steps.ts';

/** Reads YAML, which most inboxes need not. */
const AskedInputsCard = lazy(async () => ({
  default: (await import('./asked-inputs-card.tsx')).AskedInputsCard,
}));

const route = getRouteApi('/orgs/$org/projects/$project/approvals');

/** How often the inbox looks for what is new while it is looked at. */
const REFRESH = 5_000;

/** All that waits for a person's word in a project, oldest first. */
export function ApprovalsPage() {
  const where = route.useParams();
  const { execution: only } = route.useSearch();
  const waiting = useQuery({
    queryKey: ['approvals', where.org, where.project],
    queryFn: () => answerOf(server.waitingApprovals({ query: scopeOf(where) })),
    refetchInterval: REFRESH,
  });
  const steps = useQuery({ ...waitingSteps(where), refetchInterval: REFRESH });
  const isWanted = ({ planExecutionId }: { readonly planExecutionId: string }): boolean =>
    only === undefined || planExecutionId === only;
  const approvals = waiting.data?.approvals.filter(({ execution }) => isWanted(execution));
  const others = steps.data?.filter(({ execution }) => isWanted(execution));
  return (
    <Page title="Approvals">
      {only !== undefined && <OnlyOf where={where} execution={only} />}
      {waiting.isError && (
        <ProblemCard
          title="The approvals could not be fetched"
          error={waiting.error}
          onRetry={() => void waiting.refetch()}
        />
      )}
      {steps.isError && (
        <ProblemCard
          title="Other steps that wait could not be fetched"
          error={steps.error}
          onRetry={() => void steps.refetch()}
        />
      )}
      {approvals?.length === 0 && others?.length === 0 && (
        <Empty title="Nothing waits for you">
          Approvals, failed steps that want a decision and inputs that are asked for while running
          appear here, of {only === undefined ? 'all executions of this project' : 'this execution'}
          .
        </Empty>
      )}
      <ul aria-label="What waits" className="flex flex-col gap-4">
        {approvals?.map((each) => (
          <li key={each.approval.id}>
            <ApprovalCard where={where} waiting={each} />
          </li>
        ))}
        {others?.map((each) => (
          <li key={each.node.uuid}>
            {each.node.awaitedInputs === null ? (
              <InterventionCard where={where} waiting={each} />
            ) : (
              <Suspense
                fallback={<p className="text-sm text-muted">Its questions are being fetched …</p>}
              >
                <AskedInputsCard where={where} waiting={each} />
              </Suspense>
            )}
          </li>
        ))}
      </ul>
    </Page>
  );
}

interface OnlyOfProps {
  readonly where: ProjectParams;
  readonly execution: string;
}

/** Says that only one execution's are shown, with the ways back and to all. */
function OnlyOf({ where, execution }: OnlyOfProps) {
  return (
    <p className="text-sm text-muted">
      Only what waits in one execution.{' '}
      <Link to={executionPath(where, execution)} className="text-accent underline">
        Back to it
      </Link>{' '}
      <Link
        to="/orgs/$org/projects/$project/approvals"
        params={where}
        className="text-accent underline"
      >
        Show all
      </Link>
    </p>
  );
}
