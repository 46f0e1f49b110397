import type { FailureType, When } from '@reprise/core/pipeline';

/** How something ended. */
export type Status =
  | 'Success'
  | 'IgnoreFailed'
  | 'Skipped'
  | 'Failed'
  | 'Expired'
  | 'ApprovalRejected'
  | 'Aborted';

/** How one attempt of a step went. */
export interface Outcome {
  readonly status: Status;
  readonly types?: readonly FailureType[];
  /** What it published. */
  readonly output?: string;
  /** Whether a script that is asked for an approval says no. */
  readonly refuses?: true;
}

/** What is over. `origin`: the execution in which it ran. */
export interface End extends Outcome {
  readonly origin: string;
  readonly attempts: number;
  readonly undone?: true;
}

/** From best to worst; the two first are as good as each other. */
const ORDER: readonly Status[] = [
  'Success',
  'Skipped',
  'IgnoreFailed',
  'Failed',
  'Expired',
  'ApprovalRejected',
  'Aborted',
];

/** Whether what comes after may build on it, in this execution and in a retry. */
export const isGood = (status: Status | undefined): boolean =>
  status === 'Success' || status === 'IgnoreFailed' || status === 'Skipped';

export function worstStatus(all: readonly Status[]): Status {
  const worst = ORDER[Math.max(0, ...all.map((status) => ORDER.indexOf(status)))] ?? 'Success';
  return worst === 'Skipped' ? 'Success' : worst;
}

/** What came before: from best to worst. Only stages are `undone`. */
const PASTS = ['clean', 'ignored', 'undone', 'broken'] as const;
export type Past = (typeof PASTS)[number];

export const worstPast = (...pasts: readonly Past[]): Past =>
  PASTS[Math.max(0, ...pasts.map((past) => PASTS.indexOf(past)))] ?? 'clean';

/** What an end is to those that come after. */
export function pastOf({ status, undone }: End, kind: string): Past {
  if (undone === true && kind === 'stage') return 'undone';
  if (status === 'IgnoreFailed') return 'ignored';
  return isGood(status) ? 'clean' : 'broken';
}

/** Whether a `when` lets its element have its turn after this. */
export function hasTurn(when: When | undefined, past: Past): boolean {
  if (past === 'undone') return when?.status === 'All';
  return past !== 'broken' || (when !== undefined && when.status !== 'Success');
}
