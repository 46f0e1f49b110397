import type { ExecutionSummary, NodeOutline } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { Ago, Took } from '../../components/time/moment.tsx';
import { Attempts } from './attempts.tsx';
import { ParentLink } from './chained-links.tsx';
import { HeaderActions } from './header-actions.tsx';
import { failedSteps } from './live/find.ts';
import { useModel } from './live/store.ts';
import { WaitsFor } from './waits-for.tsx';

interface HeaderProps {
  readonly summary: ExecutionSummary;
  /** Why it cannot be retried; undefined when it can. */
  readonly refused: string | undefined;
  readonly onShow: (node: NodeOutline) => void;
}

/** What this execution is, how it stands, and what can be done with it. */
export function Header({ summary, refused, onShow }: HeaderProps) {
  const live = useModel((model) => model.summary);
  const status = live?.status ?? summary.status;
  const endTs = live === null ? summary.endTs : live.endTs;
  const { executionTriggerInfo: trigger, notes, failureInfo } = summary;
  const noStepFailed = useModel((model) => failedSteps(model).length === 0);
  return (
    <header className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 grow basis-96">
        <h1 className="text-xl font-semibold break-words">
          <bdi>{summary.name}</bdi>{' '}
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
          {summary.parentStageInfo.hasParentPipeline && <ParentLink of={summary.parentStageInfo} />}
          <Attempts summary={summary} over={isEnd(status)} />
        </p>
        {noStepFailed && isEnd(status) && failureInfo !== null && (
          <p className="mt-1 text-sm break-words">{failureInfo.message}</p>
        )}
        {notes !== null && <p className="mt-1 text-sm break-words text-muted">“{notes}”</p>}
        <WaitsFor onShow={onShow} />
      </div>
      <HeaderActions status={status} refused={refused} />
    </header>
  );
}
