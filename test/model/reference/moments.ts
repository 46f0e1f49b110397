import type { FinalAction, Step } from '@reprise/core/pipeline';
import type { Scope } from './scope.ts';
import type { Outcome } from './words.ts';

/** Why a step is stopped. */
export type Cause = 'abort' | 'timeout' | 'marked' | 'overdue';

/** A step while it is neither over nor still to begin. */
export interface Live {
  readonly key: string;
  readonly step: Step;
  readonly scope: Scope;
  readonly began: number;
  attempt: number;
  phase: 'queued' | 'held' | 'waiting' | 'resting' | 'stopping' | 'delayed' | 'undecided';
  /** What it was given to do. */
  script?: string;
  /** When time moves it: each of these at most once. */
  overAt?: number | undefined;
  deadline?: number | undefined;
  /** Of a check that a delegate makes. */
  overdueAt?: number | undefined;
  /** Of the phases that wait for a moment. */
  until?: number | undefined;
  cause?: Cause;
  onTimeout?: FinalAction;
  failed?: Outcome;
  automatic: number;
  approvals: number;
}

/** What time brings, in the order in which it happens within one moment. */
export const WHATS = [
  'waited',
  'late',
  'unanswered',
  'scope late',
  'overdue',
  'unstopped',
  'check',
  'again',
  'group again',
] as const;

/** What begins something: it comes after all that ends. */
export const BEGINNINGS: readonly Due['what'][] = ['check', 'again', 'group again'];

export interface Due {
  readonly at: number;
  readonly key: string;
  readonly what: (typeof WHATS)[number];
  readonly began: number;
}

const UNTIL = new Map<Live['phase'], Due['what']>([
  ['delayed', 'again'],
  ['undecided', 'unanswered'],
  ['stopping', 'unstopped'],
  ['resting', 'check'],
]);

/** When time moves a step, and how. */
export function* momentsOf(live: Live): Generator<Pick<Due, 'at' | 'what'>> {
  const { phase, until, overAt, overdueAt, deadline } = live;
  const what = UNTIL.get(phase);
  if (what !== undefined && until !== undefined) yield { at: until, what };
  if (what !== undefined && what !== 'check') return;
  if (overAt !== undefined) yield { at: overAt, what: 'waited' };
  if (phase === 'held' && overdueAt !== undefined) yield { at: overdueAt, what: 'overdue' };
  if (deadline !== undefined) yield { at: deadline, what: 'late' };
}
