import type { PipelineSummary } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { type Forbidden, useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { Empty } from '../../components/empty.tsx';
import { executionPath } from '../../components/links.ts';
import { Page } from '../../components/page.tsx';
import { Pager } from '../../components/pager.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { SettledInput } from '../../components/settled-input.tsx';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { Ago } from '../../components/time/moment.tsx';
import type { PipelinesSearch } from './search.ts';

const route = getRouteApi('/orgs/$org/projects/$project/pipelines');

/** All pipelines of a project, each with how it went last. */
export function PipelinesPage() {
  const where = route.useParams();
  const { text, page = 0 } = route.useSearch();
  const navigate = route.useNavigate();
  const onSearch = (search: PipelinesSearch): void => void navigate({ search, replace: true });
  const list = useQuery({
    queryKey: ['pipelines', where.org, where.project, text, page],
    queryFn: () =>
      answerOf(server.listPipelines({ query: { ...scopeOf(where), searchTerm: text, page } })),
    placeholderData: (before) => before,
  });
  const found = list.data?.data;
  const shown = found?.content.map(({ identifier }) => identifier) ?? [];
  const forbidden = useForbidden(where, [undefined, ...shown]);
  const create = (
    <ButtonLink
      to="/orgs/$org/projects/$project/new-pipeline"
      params={where}
      look="primary"
      refused={forbidden('edit')}
    >
      New pipeline
    </ButtonLink>
  );
  return (
    <Page title="Pipelines" actions={create}>
      <SettledInput
        type="search"
        aria-label="Search pipelines"
        placeholder="Search"
        className="sm:max-w-xs"
        kept={text ?? ''}
        onSettled={(wanted) => onSearch({ text: wanted || undefined })}
      />
      {list.isError && (
        <ProblemCard
          title="The list could not be fetched"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {found?.empty === true && (
        <Empty title={text === undefined ? 'No pipelines yet' : 'No pipeline matches'}>
          {text === undefined
            ? 'Write one with “New pipeline”, or send it with reprise apply.'
            : 'Search for less, or for another name.'}
        </Empty>
      )}
      <ul aria-label="Pipelines" className="flex flex-col gap-2">
        {found?.content.map((pipeline) => (
          <li key={pipeline.identifier}>
            <PipelineRow where={where} pipeline={pipeline} forbidden={forbidden} />
          </li>
        ))}
      </ul>
      <Pager
        page={page}
        total={found?.totalPages ?? 0}
        onPage={(at) => onSearch({ text, page: at })}
        words={['Previous', 'Next']}
      />
    </Page>
  );
}

interface PipelineRowProps {
  readonly where: ProjectParams;
  readonly pipeline: PipelineSummary;
  readonly forbidden: Forbidden;
}

function PipelineRow({ where, pipeline, forbidden }: PipelineRowProps) {
  const params = { ...where, pipeline: pipeline.identifier };
  return (
    <article className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="min-w-0 grow basis-60">
        <h2 className="font-medium break-words">
          <TextLink to="/orgs/$org/projects/$project/pipelines/$pipeline" params={params}>
            {pipeline.name}
          </TextLink>
        </h2>
        <p className="text-sm break-words text-muted">
          {pipeline.identifier}, {pipeline.numOfStages} stages
        </p>
      </div>
      <LastResult where={where} last={pipeline.executionSummaryInfo} />
      <ButtonLink
        to="/orgs/$org/projects/$project/pipelines/$pipeline/run"
        params={params}
        aria-label={`Run ${pipeline.name}`}
        refused={forbidden('run', pipeline.identifier)}
      >
        <Play aria-hidden size={16} />
        Run
      </ButtonLink>
    </article>
  );
}

interface LastResultProps {
  readonly where: ProjectParams;
  readonly last: PipelineSummary['executionSummaryInfo'];
}

function LastResult({ where, last }: LastResultProps) {
  const { lastExecutionId, lastExecutionStatus, lastExecutionTs } = last;
  if (lastExecutionId === null || lastExecutionStatus === null) {
    return <span className="text-sm text-muted">never run</span>;
  }
  return (
    <Link
      to={executionPath(where, lastExecutionId)}
      className="flex flex-wrap items-center gap-x-2 text-sm text-muted"
    >
      <StatusBadge status={lastExecutionStatus} />
      {lastExecutionTs !== null && <Ago at={lastExecutionTs} />}
    </Link>
  );
}
