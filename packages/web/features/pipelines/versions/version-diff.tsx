import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type PipelineParams, scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { Button } from '../../../components/button.tsx';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { hunksOf } from './hunks.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';

interface VersionDiffProps {
  readonly where: PipelineParams;
  readonly version: number;
  readonly onTake: (yaml: string) => void;
}

/** A version's text; before the first there was none. */
function useText(where: PipelineParams, version: number) {
  return useQuery({
    queryKey: ['pipeline', where, 'version', version],
    queryFn: async () => {
      if (version < 1) return '';
      const path = { pipeline: where.pipeline, version: String(version) };
      return (await answerOf(server.getPipelineVersion({ path, query: scopeOf(where) }))).yaml;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What a save changed. */
export function VersionDiff({ where, version, onTake }: VersionDiffProps) {
  const before = useText(where, version - 1);
  const after = useText(where, version);
  const error = before.error ?? after.error;
  if (error !== null) return <ProblemCard title="The version could not be read" error={error} />;
  if (before.data === undefined || after.data === undefined) {
    return <p className="text-muted">Reading …</p>;
  }
  const text = after.data;
  return (
    <section aria-label="What it changed" className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-semibold">
          {version === 1
            ? 'Version 1, as it was created'
            : `What changed from version ${version - 1} to ${version}`}
        </h2>
        <Button onClick={() => onTake(text)}>Take this text into the editor</Button>
      </div>
      <Hunks before={before.data} after={text} />
    </section>
  );
}

function Hunks({ before, after }: { readonly before: string; readonly after: string }) {
  const hunks = useMemo(() => hunksOf(lineDiff(before, after)), [before, after]);
  if (hunks.length === 0) return <p className="text-muted">Nothing: it was saved as it was.</p>;
  return hunks.map((hunk) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <pre
      key={`${hunk[0]?.before} ${hunk[0]?.after}`}
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line bg-surface py-2 font-mono text-xs leading-5"
    >
      {hunk.map((line) => (
        <Line key={`${line.before} ${line.after}`} line={line} />
      ))}
    </pre>
  ));
}

const LOOKS = {
  same: { mark: ' ', look: '' },
  added: { mark: '+', look: 'text-good' },
  removed: { mark: '-', look: 'text-bad' },
} as const;

function Line({ line: { kind, text, before, after } }: { readonly line: DiffLine }) {
  const { mark, look } = LOOKS[kind];
  return (
    <span className={`block pr-4 ${look}`}>
      <span className="inline-block w-12 pr-3 text-right text-muted select-none">
        {after ?? before}
      </span>
      {mark} {text}
      {'\n'}
    </span>
  );
}
