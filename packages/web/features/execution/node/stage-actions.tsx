import type { NodeOutline } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { Play, RotateCcw } from 'lucide-react';
import { ButtonLink } from '../../../components/button-link.tsx';
import { useExecution, useModel } from '../live/store.ts';
import { useExecutionRights, useSummary } from '../summary.ts';

/** What can be done with one stage of an execution that has ended. */
export function StageActions({ stage }: { readonly stage: NodeOutline }) {
  const { org, project, execution } = useExecution();
  const isTop = useModel(({ structure }) => stage.parent === structure.root);
  const summary = useSummary().data;
  const forbidden = useExecutionRights();
  if (!isTop || summary === undefined || !isEnd(summary.status)) return null;
  const params = { org, project, execution };
  const came = stage.startTs !== null || stage.reusedFrom !== undefined;
  return (
    <div className="flex flex-wrap gap-2">
      {summary.canRetry && came && (
        <ButtonLink
          to="/orgs/$org/projects/$project/executions/$execution/retry"
          params={params}
          search={{ from: stage.identifier }}
          refused={forbidden('retry')}
        >
          <RotateCcw aria-hidden size={16} /> Retry from this stage
        </ButtonLink>
      )}
      <ButtonLink
        to="/orgs/$org/projects/$project/executions/$execution/rerun"
        params={params}
        search={{ stages: [stage.identifier] }}
        refused={forbidden('run')}
      >
        <Play aria-hidden size={16} /> Re-run Stage
      </ButtonLink>
    </div>
  );
}
