import type { NodeKey } from '@reprise/core';
import type { EarlierTries, EarlierTry, EndedNode, TriedAttempt } from './node-state.ts';
import type { ExecutionState } from './state.ts';

/** The number of a step's first attempt this time round the groups about it: numbers are never used again (I3). */
export const firstAttemptOf = ({ earlier }: ExecutionState, key: NodeKey): number =>
  (earlier?.get(key)?.attempts ?? 0) + 1;

/** All that became of a step, now that its group is run again; null when it never had an attempt. */
export function earlierTries(ended: EndedNode, before?: EarlierTries): EarlierTries | null {
  const tries = [...(before?.tries ?? []), ...triesOf(ended)];
  if (tries.length === 0) return null;
  const interrupts = [...(before?.interrupts ?? []), ...(ended.interrupts ?? [])];
  return {
    origin: ended.origin,
    attempts: Math.max(ended.attempts, before?.attempts ?? 0),
    tries,
    ...(interrupts.length > 0 && { interrupts }),
  };
}

function triesOf(ended: EndedNode): readonly EarlierTry[] {
  const tried = (ended.tried ?? []).map(decidedTry);
  if (ended.attempts === 0 || tried.at(-1)?.attempt === ended.attempts) return tried;
  return [...tried, lastTry(ended)];
}

function decidedTry({ outcome, ...rest }: TriedAttempt): EarlierTry {
  return { ...rest, status: outcome.status, failure: outcome.failure };
}

function lastTry(ended: EndedNode): EarlierTry {
  const { attempts: attempt, status, endedAt, startedAt = endedAt } = ended;
  return {
    attempt,
    status,
    startedAt,
    endedAt,
    ...(ended.failure !== undefined && { failure: ended.failure }),
    ...(ended.work !== undefined && { ran: ended.work.kind }),
    ...(ended.delegate !== undefined && { delegate: ended.delegate }),
    ...(ended.child !== undefined && { child: ended.child }),
  };
}
