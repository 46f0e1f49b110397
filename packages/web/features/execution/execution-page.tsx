import type { ExecutionSummary } from '@reprise/api';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { goToLogin, isUnauthenticated } from '../../api/session.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { NotTheNewest } from './attempts.tsx';
import { FailureCard } from './failure-card.tsx';
import { Header } from './header.tsx';
import { ExecutionProvider } from './live/store.ts';
import { useLive } from './live/use-live.ts';
import type { ExecutionSearch } from './search.ts';
import { StagesView } from './stages-view.tsx';
import { useSummary, whyNoRetry } from './summary.ts';

/** Whoever opens an execution looks at its stages first: the rest comes when it is looked at. */
const ActsView = lazy(async () => ({
  default: (await import('./acts/acts-view.tsx')).ActsView,
}));
const YamlView = lazy(async () => ({ default: (await import('./yaml-view.tsx')).YamlView }));
const fetched = (view: ReactNode): ReactNode => (
  <Suspense fallback={<p className="p-4 text-muted">Reading …</p>}>{view}</Suspense>
);

const route = getRouteApi('/orgs/$org/projects/$project/executions/$execution');

/** One execution, as it goes. */
export function ExecutionPage() {
  const { org, project, execution } = route.useParams();
  const { context, refusal } = useLive(org, project, execution);
  useEffect(() => {
    if (isUnauthenticated(refusal)) goToLogin();
  }, [refusal]);
  return (
    <ExecutionProvider value={context}>
      {refusal === null ? <Opened key={execution} /> : <NotShown error={refusal} />}
    </ExecutionProvider>
  );
}

interface NotShownProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

function NotShown({ error, onRetry }: NotShownProps) {
  const { org, project } = route.useParams();
  return (
    <Page title="Execution">
      <ProblemCard
        title="This execution cannot be shown"
        error={error}
        {...(onRetry !== undefined && { onRetry })}
      />
      <div>
        <ButtonLink to="/orgs/$org/projects/$project/executions" params={{ org, project }}>
          All executions
        </ButtonLink>
      </div>
    </Page>
  );
}

function Opened() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const detail = useSummary();
  const summary = detail.data;
  const name = summary === undefined ? 'Execution' : `${summary.name} #${summary.runSequence}`;
  useEffect(() => {
    document.title = `${name} · Reprise`;
  }, [name]);
  if (detail.isError && summary === undefined) {
    return <NotShown error={detail.error} onRetry={() => void detail.refetch()} />;
  }
  if (summary === undefined) return <p className="p-4 text-muted">Opening the execution …</p>;
  const onSearch = (wanted: ExecutionSearch): void =>
    void navigate({ search: wanted, replace: true, resetScroll: false });
  return <Content {...{ summary, search, onSearch }} refused={whyNoRetry(summary)} />;
}

interface ContentProps {
  readonly summary: ExecutionSummary;
  readonly search: ExecutionSearch;
  readonly onSearch: (search: ExecutionSearch) => void;
  readonly refused: string | undefined;
}

function Content({ summary, search, onSearch, refused }: ContentProps) {
  const [shows, setShows] = useState(0);
  const show = (node: { readonly key: string }): void => {
    onSearch({ node: node.key });
    setShows(shows + 1);
  };
  const tabs = [
    {
      id: 'stages' as const,
      label: 'Stages',
      content: <StagesView {...{ search, shows, onSearch }} />,
    },
    { id: 'inputs' as const, label: 'Inputs', content: fetched(<YamlView of="inputs" />) },
    { id: 'yaml' as const, label: 'Resolved YAML', content: fetched(<YamlView of="yaml" />) },
    { id: 'acts' as const, label: 'Who did what', content: fetched(<ActsView />) },
  ];
  return (
    <div className="mx-auto flex w-full max-w-[120rem] flex-col gap-3">
      <div className="flex flex-col gap-3 p-3 pb-0 sm:p-4 sm:pb-0">
        <NotTheNewest summary={summary} />
        <Header summary={summary} refused={refused} onShow={show} />
        <FailureCard refused={refused} onShow={show} />
      </div>
      <Tabs
        label="Parts of this execution"
        tabs={tabs}
        chosen={search.view ?? 'stages'}
        onChoose={(view) => onSearch({ ...search, view })}
      />
    </div>
  );
}
