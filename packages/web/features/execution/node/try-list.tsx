import type { ExecutionNode } from '@reprise/api';
import { StatusBadge } from '../../../components/status/status-badge.tsx';
import { Took } from '../../../components/time/moment.tsx';

type Try = ExecutionNode['tries'][number];

/** What a failure strategy, or a person in its place, did about a try. */
const ACTIONS: Readonly<Record<NonNullable<Try['action']>, string>> = {
  Ignore: 'its failure was ignored',
  MarkAsSuccess: 'it was marked as a success',
  MarkAsFailure: 'it was marked as a failure',
  Abort: 'the execution was aborted',
  StageRollback: 'its stage was rolled back',
  StepGroupRollback: 'its step group was rolled back',
  PipelineRollback: 'the pipeline was rolled back',
  Retry: 'it was tried again',
  RetryStepGroup: 'its step group was run again from its beginning',
  ManualIntervention: 'people were asked what to do',
};

/** Every try of a step, oldest first: how it ended, and what was done about it. */
export function TryList({ tries }: { readonly tries: readonly Try[] }) {
  return (
    <ol aria-label="Tries" className="flex flex-col gap-2">
      {tries.map(({ attempt, status, startTs, endTs, failureInfo, action }) => (
        <li key={attempt} className="flex flex-wrap items-center gap-x-3">
          <span className="text-muted tabular-nums">{attempt}</span>
          <StatusBadge status={status} />
          <span className="text-muted">
            <Took from={startTs} to={endTs} />
          </span>
          {failureInfo !== null && <span className="break-words">{failureInfo.message}</span>}
          {action !== null && <span className="text-warn">{ACTIONS[action]}</span>}
        </li>
      ))}
    </ol>
  );
}
