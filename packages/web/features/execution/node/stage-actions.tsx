import type { ExecutionNode } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { Link } from '@tanstack/react-router';
import { Play, RotateCcw } from 'lucide-react';
import { buttonClass } from '../../../components/button.tsx';
import { useExecution, useModel } from '../live/store.ts';
import { useSummary } from '../summary.ts';

/** What can be done with one stage of an execution that has ended. */
export function StageActions({ stage }: { readonly stage: ExecutionNode }) {
  const { org, project, execution } = useExecution();
  const isTop = useModel(({ structure }) => stage.parentId === structure.root);
  const summary = useSummary().data;
  if (!isTop || summary === undefined || !isEnd(summary.status)) return null;
  const params = { org, project, execution };
  const came = stage.startTs !== null || stage.reused !== null;
  return (
    <div className="flex flex-wrap gap-2">
      {summary.canRetry && came && (
        <Link
          to="/orgs/$org/projects/$project/executions/$execution/retry"
          params={params}
          search={{ from: stage.identifier }}
          className={buttonClass()}
        >
          <RotateCcw aria-hidden size={16} /> Retry from this stage
        </Link>
      )}
      <Link
        to="/orgs/$org/projects/$project/executions/$execution/rerun"
        params={params}
        search={{ stages: [stage.identifier] }}
        className={buttonClass()}
      >
        <Play aria-hidden size={16} /> Re-run Stage
      </Link>
    </div>
  );
}
