import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Play, Save } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { type PipelineParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { ServerProblem } from '../../api/server-problem.ts';
import { Button } from '../../components/button.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { LazyEditor } from './editor/lazy-editor.tsx';
import { InputSets } from './input-sets.tsx';
import { storedPipeline } from './pipeline-queries.ts';
import { VersionsView } from './versions/versions-view.tsx';

const AdvancedOptions = lazy(async () => ({
  default: (await import('./advanced-options.tsx')).AdvancedOptions,
}));

const route = getRouteApi('/orgs/$org/projects/$project/pipelines/$pipeline');

type TabId = 'yaml' | 'options' | 'inputs' | 'versions';

/** A pipeline: its YAML, its options, its input sets, and what it was before. */
export function PipelinePage() {
  const where = route.useParams();
  const stored = useQuery(storedPipeline(where));
  const [draft, setDraft] = useState<string | null>(null);
  const yaml = draft ?? stored.data?.yamlPipeline ?? '';
  const save = useSave(where, stored.data?.version, () => setDraft(null));
  const forbidden = useForbidden(where, [undefined, where.pipeline]);
  const unchanged = draft === null || draft === stored.data?.yamlPipeline;
  return (
    <Page
      title={stored.data?.name ?? where.pipeline}
      above={
        <TextLink to="/orgs/$org/projects/$project/pipelines" params={where}>
          All pipelines
        </TextLink>
      }
      actions={
        stored.data !== undefined && (
          <>
            <Button
              refused={
                save.isPending
                  ? 'It is being saved'
                  : (forbidden('edit') ?? (unchanged ? 'Nothing was changed' : undefined))
              }
              onClick={() => save.mutate(yaml)}
            >
              <Save aria-hidden size={16} />
              Save
            </Button>
            <ButtonLink
              to="/orgs/$org/projects/$project/pipelines/$pipeline/run"
              params={where}
              look="primary"
              refused={forbidden('run', where.pipeline)}
            >
              <Play aria-hidden size={16} />
              Run
            </ButtonLink>
          </>
        )
      }
    >
      {stored.isError && (
        <ProblemCard title="The pipeline could not be fetched" error={stored.error} />
      )}
      {save.isError && <NotSaved error={save.error} />}
      {!unchanged && <p className="text-sm text-warn">Changes that are not saved do not run.</p>}
      {stored.data !== undefined && <Parts where={where} yaml={yaml} onChange={setDraft} />}
    </Page>
  );
}

interface PartsProps {
  readonly where: PipelineParams;
  readonly yaml: string;
  readonly onChange: (yaml: string) => void;
}

function Parts({ where, yaml, onChange }: PartsProps) {
  const [tab, setTab] = useState<TabId>('yaml');
  const take = (earlier: string): void => {
    onChange(earlier);
    setTab('yaml');
  };
  return (
    <Tabs<TabId>
      label="Parts of the pipeline"
      chosen={tab}
      onChoose={setTab}
      tabs={[
        {
          id: 'yaml',
          label: 'YAML',
          content: (
            <div className="flex flex-col gap-3 pt-3">
              <LazyEditor
                where={where}
                label="Pipeline YAML"
                text={yaml}
                onChange={onChange}
                checked
              />
            </div>
          ),
        },
        {
          id: 'options',
          label: 'Advanced options',
          content: (
            <Suspense>
              <AdvancedOptions yaml={yaml} onChange={onChange} />
            </Suspense>
          ),
        },
        { id: 'inputs', label: 'Input sets', content: <InputSets where={where} /> },
        {
          id: 'versions',
          label: 'Versions',
          content: <VersionsView where={where} onTake={take} />,
        },
      ]}
    />
  );
}

/** Saves over the version that was read; somebody else's save in between is not overwritten. */
function useSave(where: PipelineParams, version: number | undefined, onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (yaml: string) =>
      answerOf(
        server.updatePipeline({
          path: { pipeline: where.pipeline },
          query: { ...scopeOf(where), lastObjectId: version },
          body: yaml,
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['pipeline', where] });
      onSaved();
    },
  });
}

function NotSaved({ error }: { readonly error: Error }) {
  const problems = error instanceof ServerProblem ? error.problem.problems : [];
  return (
    <div className="flex flex-col gap-2">
      <ProblemCard title="It was not saved" error={error} />
      <ul className="text-sm">
        {problems.map(({ line, column, message }) => (
          <li key={`${line}:${column} ${message}`}>
            line {line}, column {column}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
