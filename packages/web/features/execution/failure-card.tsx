import type { NodeOutline } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { StatusIcon } from '../../components/status/status-icon.tsx';
import { ChildLink } from './chained-links.tsx';
import { failedSteps, pathTo, topStageOf } from './live/find.ts';
import { useExecution, useModel } from './live/store.ts';
import { parseLine, plainText } from './log/log-line.ts';
import { sourceOf } from './log/use-log.ts';
import { useExecutionRights } from './summary.ts';

interface FailureCardProps {
  /** Why it cannot be retried; undefined when it can. */
  readonly refused: string | undefined;
  readonly onShow: (step: NodeOutline) => void;
}

/** The first thing that somebody whose pipeline failed wants to know: what failed, how, and the way on. */
export function FailureCard({ refused, onShow }: FailureCardProps) {
  const { store, org, project, execution } = useExecution();
  const forbidden = useExecutionRights();
  const first = useModel((model) => failedSteps(model)[0] ?? null);
  const count = useModel((model) => failedSteps(model).length);
  if (first === null) return null;
  const exitCode = first.failure?.exitCode;
  const path = pathTo(store.model(), first.key);
  const stage = topStageOf(store.model(), first.key);
  return (
    <section
      aria-label="What failed"
      className="rounded-lg border border-l-4 border-line border-l-bad bg-surface p-4"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 grow basis-80">
          <h2 className="flex items-start gap-2 font-semibold">
            <span className="flex h-6 items-center">
              <StatusIcon status={first.status} size={18} />
            </span>
            <bdi className="min-w-0 break-words">{path.map(({ name }) => name).join(' › ')}</bdi>
          </h2>
          <p className="mt-1 text-sm break-words">
            {first.failure?.message ?? 'It failed without saying why.'}
          </p>
          <p className="mt-1 text-sm text-muted">
            {typeof exitCode === 'number' && `Exit code ${exitCode}. `}
            {first.child !== undefined && (
              <>
                <ChildLink of={first.child} /> says more.{' '}
              </>
            )}
            {count > 1 && `${count} steps failed; press f for the next one.`}
          </p>
        </div>
        <div className="flex gap-2">
          <Button onClick={() => onShow(first)}>
            {first.logged === true ? 'Show the log' : 'Show the step'}
          </Button>
          {stage !== null && (
            <ButtonLink
              to="/orgs/$org/projects/$project/executions/$execution/retry"
              params={{ org, project, execution }}
              search={{ from: stage.identifier }}
              look="primary"
              refused={refused ?? forbidden('retry')}
            >
              <RotateCcw aria-hidden size={16} /> Retry from here
            </ButtonLink>
          )}
        </div>
      </div>
      {first.logged === true && (
        <LastLines key={first.key} node={first.key} attempt={first.attempts ?? 1} />
      )}
    </section>
  );
}

const TAIL_BYTES = 6_000;
const TAIL_LINES = 6;

interface LastLinesProps {
  readonly node: string;
  readonly attempt: number;
}

/** The end of the log of a step. */
function LastLines({ node, attempt }: LastLinesProps) {
  const context = useExecution();
  const tail = useQuery({
    queryKey: ['log tail', context.execution, node, attempt],
    queryFn: async () => {
      const source = sourceOf(context, node, attempt);
      const { size } = await source.index();
      const bytes = await source.read(Math.max(0, size - TAIL_BYTES), size);
      const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
      return (size > TAIL_BYTES ? lines.slice(1) : lines).slice(-TAIL_LINES).map(parseLine);
    },
  });
  if (tail.data === undefined || tail.data.length === 0) return null;
  return (
    // Turned around, so that it is scrolled to its end: the last line is the one that says most.
    <div
      role="region"
      aria-label="Last lines of its log"
      tabIndex={0}
      className="mt-3 flex max-h-40 flex-col-reverse overflow-auto rounded-md bg-sunken p-3"
    >
      <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {tail.data.map(({ text }) => plainText(text)).join('\n')}
      </pre>
    </div>
  );
}
