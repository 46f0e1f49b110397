import type { RetryGroup } from '@reprise/core/pipeline';
import { haltIn, type Scope } from './scope.ts';

/** The group that is run again when something in this scope fails: the innermost, and none for what undoes something. */
export function groupToRetry(scope: Scope | null): Scope | null {
  if (scope === null || scope.kind === 'stage' || scope.kind === 'rollback') return null;
  return scope.kind === 'group' ? scope : groupToRetry(scope.parent);
}

/** Has a group run again, if it may be. */
export function planRestart(
  group: Scope,
  { retryCount, retryIntervals }: RetryGroup,
  now: number,
): boolean {
  if (group.restarts >= retryCount) return false;
  const interval = retryIntervals[group.restarts] ?? retryIntervals.at(-1) ?? 0;
  group.restart = { at: now + interval, isDropped: false };
  return true;
}

/** From when on a group may be run again; null when it is not to be. */
export function restartOf(scope: Scope): number | null {
  const { restart } = scope;
  if (restart === undefined || restart.isDropped) return null;
  return haltIn(scope, { spared: true }) === null ? restart.at : null;
}
