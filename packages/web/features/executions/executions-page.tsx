import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { answerOf, server } from '../../api/server.ts';
import { ProblemCard } from '../../components/problem-card.tsx';

const route = getRouteApi('/orgs/$org/projects/$project/executions');

/** All executions of a project, a row for each chain of retries, newest first. */
export function ExecutionsPage() {
  const { org, project } = route.useParams();
  const { status, pipeline, text, page = 0 } = route.useSearch();
  const list = useQuery({
    queryKey: ['executions', org, project, status, pipeline, text, page],
    queryFn: () =>
      answerOf(
        server.listExecutions({
          query: {
            accountIdentifier: 'default',
            orgIdentifier: org,
            projectIdentifier: project,
            status: status === undefined ? [] : [...status],
            pipelineIdentifier: pipeline,
            searchTerm: text,
            page,
          },
        }),
      ),
  });
  return (
    <section className="p-4">
      <h1 className="text-xl font-semibold">Executions</h1>
      {list.isError && (
        <ProblemCard
          title="The list could not be fetched"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      <ul>
        {list.data?.data.content.map((execution) => (
          <li key={execution.planExecutionId}>
            {execution.name} #{execution.runSequence}: {execution.status}
          </li>
        ))}
      </ul>
    </section>
  );
}
