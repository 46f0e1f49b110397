import { isEnd, type Status } from '@reprise/core/execution';
import { useMutation } from '@tanstack/react-query';
import { Pause, Play, RotateCcw, Square, StepForward } from 'lucide-react';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { ButtonLink } from '../../components/button-link.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { useExecution } from './live/store.ts';
import { useExecutionRights } from './summary.ts';

interface HeaderActionsProps {
  readonly status: Status;
  /** Why it cannot be retried; undefined when it can. */
  readonly refused: string | undefined;
}

/** What can be done with the execution as a whole, as it stands. */
export function HeaderActions({ status, refused }: HeaderActionsProps) {
  return isEnd(status) ? <Again refused={refused} /> : <Interrupts status={status} />;
}

/** Running again, and continuing, what has ended. */
function Again({ refused }: Pick<HeaderActionsProps, 'refused'>) {
  const { org, project, execution } = useExecution();
  const forbidden = useExecutionRights();
  const params = { org, project, execution };
  return (
    <div className="flex flex-wrap gap-2">
      <ButtonLink
        to="/orgs/$org/projects/$project/executions/$execution/rerun"
        params={params}
        refused={forbidden('run')}
      >
        <Play aria-hidden size={16} /> Re-run
      </ButtonLink>
      {refused === undefined && (
        <ButtonLink
          to="/orgs/$org/projects/$project/executions/$execution/retry"
          params={params}
          refused={forbidden('retry')}
        >
          <RotateCcw aria-hidden size={16} /> Retry
        </ButtonLink>
      )}
    </div>
  );
}

type InterruptType = 'AbortAll' | 'Pause' | 'Resume';

/** Pausing, going on and aborting. What it led to comes by the live stream. */
function Interrupts({ status }: Pick<HeaderActionsProps, 'status'>) {
  const { org, project, execution } = useExecution();
  const interrupt = useMutation({
    mutationFn: (interruptType: InterruptType) => {
      const query = { ...scopeOf({ org, project }), interruptType };
      return answerOf(server.interruptExecution({ path: { execution }, query }));
    },
  });
  const forbidden = useExecutionRights();
  const refused = interrupt.isPending ? 'It is being sent' : forbidden('run');
  const paused = status === 'Paused' || status === 'Pausing';
  return (
    <div className="flex flex-wrap gap-2">
      {paused && (
        <Button look="primary" refused={refused} onClick={() => interrupt.mutate('Resume')}>
          <StepForward aria-hidden size={16} /> Resume
        </Button>
      )}
      {!paused && status !== 'Discontinuing' && (
        <Button refused={refused} onClick={() => interrupt.mutate('Pause')}>
          <Pause aria-hidden size={16} /> Pause
        </Button>
      )}
      <Button look="danger" refused={refused} onClick={() => interrupt.mutate('AbortAll')}>
        <Square aria-hidden size={16} /> Abort
      </Button>
      {interrupt.isError && <ProblemCard title="The server refused" error={interrupt.error} />}
    </div>
  );
}
