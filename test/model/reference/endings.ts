import type { FinalAction } from '@reprise/core/pipeline';
import { haltIn, type Scope } from './scope.ts';
import { type End, isGood, type Status, worstStatus } from './words.ts';

/** How a scope ends in which everything is over, and what its strategies said of its time limit. */
export function statusOf(
  scope: Scope,
  {
    action,
    parts,
    ends,
  }: {
    readonly action: FinalAction | null;
    readonly parts: readonly string[];
    readonly ends: ReadonlyMap<string, End>;
  },
): Status {
  const halt = haltIn(scope, { spared: true });
  if (scope.undoing && halt !== 'timeout') return 'Failed';
  if (halt === 'timeout') return action === null ? 'Expired' : RESCUED[action];
  const all = parts.flatMap((key) => ends.get(key)?.status ?? []);
  // Something never began, for what it belongs to is undone or run again: that is no good end, however well the rest went.
  if (halt !== null && all.length < parts.length && all.every(isGood)) return 'Aborted';
  return worstStatus(all);
}

/** How a scope ends whose time ran out and whose strategies had something to say. */
const RESCUED = {
  Ignore: 'IgnoreFailed',
  MarkAsSuccess: 'Success',
  MarkAsFailure: 'Failed',
  Abort: 'Aborted',
  StageRollback: 'Failed',
  StepGroupRollback: 'Failed',
  PipelineRollback: 'Failed',
} as const satisfies Readonly<Record<FinalAction, Status>>;
