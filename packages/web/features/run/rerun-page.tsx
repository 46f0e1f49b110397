import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { pipelineOf } from './run-queries.ts';

const route = getRouteApi('/orgs/$org/projects/$project/executions/$execution/rerun');

/** Leads from an execution to the form that runs its pipeline again; with a stage, only that one. */
export function RerunPage() {
  const { execution, ...where } = route.useParams();
  const { stages } = route.useSearch();
  const pipeline = useQuery(pipelineOf(where, execution));
  if (pipeline.data !== undefined) {
    return (
      <Navigate
        to="/orgs/$org/projects/$project/pipelines/$pipeline/run"
        params={{ ...where, pipeline: pipeline.data }}
        search={{ rerun: execution, ...(stages !== undefined && { stages }) }}
        replace
      />
    );
  }
  return (
    <Page title="Re-run">
      {pipeline.isError && (
        <ProblemCard title="The execution could not be fetched" error={pipeline.error} />
      )}
    </Page>
  );
}
