import type { WaitingStep } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { ProjectParams } from '../../api/scope.ts';
import { Empty } from '../../components/empty.tsx';
import { executionPath } from '../../components/links.ts';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { waitingApprovals, waitingSteps } from './inbox-queries.ts';
import { InterventionCard } from './intervention-card.tsx';

/** Reads YAML, which most inboxes need not. */
const AskedInputsCard = lazy(async () => ({
  default: (await import('./asked-inputs-card.tsx')).AskedInputsCard,
}));

const route = getRouteApi('/orgs/$org/projects/$project/approvals');

/** All that waits for a person's word in a project, oldest first. */
export function ApprovalsPage() {
  const where = route.useParams();
  const { execution: only } = route.useSearch();
  const asked = useQuery(waitingApprovals(where));
  const steps = useQuery(waitingSteps(where));
  const isWanted = ({ execution }: Pick<WaitingStep, 'execution'>): boolean =>
    only === undefined || execution.planExecutionId === only;
  const approvals = asked.data?.filter(isWanted);
  const others = steps.data?.filter(isWanted);
  return (
    <Page title="Approvals">
      {only !== undefined && <OnlyOf where={where} execution={only} />}
      {asked.isError && (
        <ProblemCard
          title="The approvals could not be fetched"
          error={asked.error}
          onRetry={() => void asked.refetch()}
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
          <li key={each.nodeExecutionId}>
            {each.status === 'InterventionWaiting' ? (
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
      <TextLink to={executionPath(where, execution)}>Back to it</TextLink>{' '}
      <TextLink to="/orgs/$org/projects/$project/approvals" params={where}>
        Show all
      </TextLink>
    </p>
  );
}
