import type { ExecutionNode, ExecutionSummary } from '@reprise/api';
import { isEnd, type Status } from '@reprise/core/execution';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play, RotateCcw, Square } from 'lucide-react';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { LOOKS } from '../../components/status/look.ts';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { Ago, Took } from '../../components/time/moment.tsx';
import { Attempts } from './attempts.tsx';
import { stepsOf } from './live/find.ts';
import { useExecution, useModel } from './live/store.ts';

interface HeaderProps {
  readonly summary: ExecutionSummary;
  /** Why it cannot be retried; undefined when it can. */
  readonly refused: string | undefined;
  readonly onShow: (node: ExecutionNode) => void;
}

/** What this execution is, how it stands, and what can be done with it. */
export function Header({ summary, refused, onShow }: HeaderProps) {
  const live = useModel((model) => model.summary);
  const status = live?.status ?? summary.status;
  const endTs = live === null ? summary.endTs : live.endTs;
  const { executionTriggerInfo: trigger, notes } = summary;
  return (
    <header className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 grow basis-96">
        <h1 className="flex flex-wrap items-baseline gap-x-3 text-xl font-semibold">
          <bdi className="min-w-0 break-words">{summary.name}</bdi>
          <span className="font-normal text-muted">#{summary.runSequence}</span>
        </h1>
        <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
          <StatusBadge status={status} />
          <Took from={summary.startTs} to={endTs} />
          <Ago at={summary.startTs} />
          <span>
            {trigger.triggerType === 'MANUAL' ? 'by' : trigger.triggerType.toLowerCase()}{' '}
            <bdi>{trigger.triggeredBy.identifier}</bdi>
          </span>
          <Attempts summary={summary} over={isEnd(status)} />
        </p>
        {notes !== null && <p className="mt-1 text-sm break-words text-muted">“{notes}”</p>}
        <WaitsFor onShow={onShow} />
      </div>
      <Actions live={!isEnd(status)} refused={refused} />
    </header>
  );
}

const WAITING: ReadonlySet<Status> = new Set([
  'ApprovalWaiting',
  'InterventionWaiting',
  'InputWaiting',
  'ResourceWaiting',
] satisfies Status[]);

/** The steps that wait for somebody or something, each a way to it. */
function WaitsFor({ onShow }: Pick<HeaderProps, 'onShow'>) {
  const { store } = useExecution();
  const waiting = useModel((model) =>
    stepsOf(model)
      .filter(({ status }) => WAITING.has(status))
      .map(({ uuid }) => uuid)
      .join(' '),
  );
  const nodes = waiting.split(' ').flatMap((id) => store.model().nodes.get(id) ?? []);
  if (nodes.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-2">
      {nodes.map((node) => (
        <li key={node.uuid}>
          <Button onClick={() => onShow(node)}>
            {LOOKS[node.status].word}: {node.name}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Actions({
  live,
  refused,
}: {
  readonly live: boolean;
  readonly refused: string | undefined;
}) {
  const { org, project, execution } = useExecution();
  const abort = useMutation({
    mutationFn: () => {
      const query = { ...scopeOf({ org, project }), interruptType: 'AbortAll' };
      return answerOf(server.interruptExecution({ path: { execution }, query }));
    },
  });
  const params = { org, project, execution };
  return (
    <div className="flex flex-wrap gap-2">
      {live && (
        <Button look="danger" disabled={abort.isPending} onClick={() => abort.mutate()}>
          <Square aria-hidden size={16} /> Abort
        </Button>
      )}
      {!live && (
        <Link
          to="/orgs/$org/projects/$project/executions/$execution/rerun"
          params={params}
          className={buttonClass()}
        >
          <Play aria-hidden size={16} /> Re-run
        </Link>
      )}
      {!live && refused === undefined && (
        <Link
          to="/orgs/$org/projects/$project/executions/$execution/retry"
          params={params}
          className={buttonClass()}
        >
          <RotateCcw aria-hidden size={16} /> Retry
        </Link>
      )}
      {abort.isError && <ProblemCard title="It could not be aborted" error={abort.error} />}
    </div>
  );
}
