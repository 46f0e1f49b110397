import type { ExecutionSummary } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useForbidden } from '../../api/rights.ts';
import { scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';

interface RowMenuProps {
  readonly execution: ExecutionSummary;
  readonly onHistory: () => void;
  readonly onChanged: () => void;
}

/** What can be done with an execution from the list. */
export function RowMenu({ execution, onHistory, onChanged }: RowMenuProps) {
  const navigate = useNavigate();
  const where = {
    org: execution.orgIdentifier,
    project: execution.projectIdentifier,
    execution: execution.planExecutionId,
  };
  const abort = useMutation({
    mutationFn: () =>
      answerOf(
        server.interruptExecution({
          path: { execution: where.execution },
          query: { ...scopeOf(where), interruptType: 'AbortAll' },
        }),
      ),
    onSuccess: onChanged,
  });
  const open = (page: 'retry' | 'rerun'): void =>
    void navigate({
      to: `/orgs/$org/projects/$project/executions/$execution/${page}`,
      params: where,
    });
  const trigger = (
    <Button
      look="quiet"
      aria-label={`More options for ${execution.name} #${execution.runSequence}`}
    >
      <Ellipsis aria-hidden size={18} />
    </Button>
  );
  return (
    <>
      <Menu trigger={trigger}>
        <Acts execution={execution} onOpen={open} onAbort={abort.mutate} />
        <MenuItem
          onSelect={onHistory}
          refused={execution.showRetryHistory ? undefined : 'It was never retried'}
        >
          View history
        </MenuItem>
      </Menu>
      {abort.isError && (
        <Dialog title="It could not be aborted" onClose={abort.reset}>
          <ProblemCard title="The server refused" error={abort.error} />
        </Dialog>
      )}
    </>
  );
}

interface ActsProps {
  readonly execution: ExecutionSummary;
  readonly onOpen: (page: 'retry' | 'rerun') => void;
  readonly onAbort: () => void;
}

/** Drawn with the open menu alone: what is allowed is asked for no row that nobody looks at. */
function Acts({ execution, onOpen, onAbort }: ActsProps) {
  const { orgIdentifier: org, projectIdentifier: project, pipelineIdentifier } = execution;
  const all = useForbidden({ org, project }, [pipelineIdentifier]);
  const forbidden = (act: 'run' | 'retry') => all(act, pipelineIdentifier);
  const ended = isEnd(execution.status) ? 'It has ended already' : undefined;
  const lost = execution.canRetry
    ? undefined
    : 'Only what failed, and was neither retried nor rolled back';
  return (
    <>
      <MenuItem onSelect={() => onOpen('retry')} refused={lost ?? forbidden('retry')}>
        Retry Failed Pipeline
      </MenuItem>
      <MenuItem onSelect={() => onOpen('rerun')} refused={forbidden('run')}>
        Re-run
      </MenuItem>
      <MenuItem onSelect={onAbort} refused={ended ?? forbidden('run')}>
        Abort
      </MenuItem>
    </>
  );
}
