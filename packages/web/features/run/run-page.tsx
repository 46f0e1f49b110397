import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { pipelinePath } from '../../components/links.ts';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { rerunSource, runSource } from './run-queries.ts';

/** It brings the parser and the checks of inputs. */
const RunForm = lazy(async () => ({ default: (await import('./run-form.tsx')).RunForm }));

const route = getRouteApi('/orgs/$org/projects/$project/pipelines/$pipeline/run');

/** Running a pipeline, for the first time or again. */
export function RunPage() {
  const where = route.useParams();
  const { rerun, stages } = route.useSearch();
  const source = useQuery(runSource(where));
  const before = useQuery(rerunSource(where, rerun));
  const name = source.data?.pipeline.name ?? where.pipeline;
  const ready = source.data !== undefined && (rerun === undefined || before.data !== undefined);
  return (
    <Page
      title={`${rerun === undefined ? 'Run' : 'Re-run'} ${name}`}
      above={<TextLink to={pipelinePath(where, where.pipeline)}>The pipeline</TextLink>}
    >
      {source.isError && (
        <ProblemCard title="The pipeline could not be fetched" error={source.error} />
      )}
      {before.isError && (
        <ProblemCard title="The execution could not be fetched" error={before.error} />
      )}
      {ready && (
        <Suspense fallback={<p className="text-muted">The form is being fetched …</p>}>
          <RunForm
            where={where}
            source={source.data}
            before={
              rerun !== undefined && before.data ? { execution: rerun, ...before.data } : null
            }
            stagesAtFirst={stages ?? before.data?.stagesExecuted ?? []}
          />
        </Suspense>
      )}
    </Page>
  );
}
