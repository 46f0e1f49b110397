import type { PipelineVersionList } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PipelineParams, scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { Pager } from '../../../components/pager.tsx';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { Ago } from '../../../components/time/moment.tsx';
import { VersionDiff } from './version-diff.tsx';

const SIZE = 30;

interface VersionsViewProps {
  readonly where: PipelineParams;
  /** Takes an earlier text into the editor; it is not saved by that. */
  readonly onTake: (yaml: string) => void;
}

/** Every save of a pipeline, and what each of them changed. */
export function VersionsView({ where, onTake }: VersionsViewProps) {
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const listed = useQuery({
    queryKey: ['pipeline', where, 'versions', page],
    queryFn: () => {
      const query = { ...scopeOf(where), page, size: SIZE };
      return answerOf(server.listPipelineVersions({ path: { pipeline: where.pipeline }, query }));
    },
    placeholderData: (before) => before,
  });
  if (listed.isError) {
    return <ProblemCard title="The versions could not be fetched" error={listed.error} />;
  }
  if (listed.isPending) return <p className="p-4 text-muted">Reading …</p>;
  const { versions, total } = listed.data;
  const shown = chosen ?? versions[0]?.version ?? 1;
  return (
    <div className="grid gap-4 pt-3 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="flex flex-col gap-3">
        <VersionList versions={versions} shown={shown} onChoose={setChosen} />
        <Pager
          page={page}
          total={Math.ceil(total / SIZE)}
          onPage={setPage}
          words={['Newer', 'Older']}
        />
      </div>
      <VersionDiff where={where} version={shown} onTake={onTake} />
    </div>
  );
}

interface VersionListProps {
  readonly versions: PipelineVersionList['versions'];
  readonly shown: number;
  readonly onChoose: (version: number) => void;
}

function VersionList({ versions, shown, onChoose }: VersionListProps) {
  return (
    <fieldset className="flex max-h-[60dvh] flex-col gap-2 overflow-y-auto p-0.5">
      <legend className="mb-2 font-semibold">Versions</legend>
      {versions.map(({ version, savedAt, savedBy }) => (
        <label
          key={version}
          className="flex cursor-pointer items-start gap-3 rounded-md border border-line px-3 py-2 has-checked:border-accent has-checked:bg-sunken"
        >
          <input
            type="radio"
            name="version"
            className="mt-1"
            checked={version === shown}
            onChange={() => onChoose(version)}
          />
          <span className="min-w-0">
            Version {version}
            <span className="block text-sm break-words text-muted">
              <Ago at={savedAt} />
              {savedBy !== null && (
                <>
                  {' '}
                  by <bdi>{savedBy}</bdi>
                </>
              )}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
