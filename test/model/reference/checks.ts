import type { Step } from '@reprise/core/pipeline';
import type { Outcome } from './words.ts';

/** How long one check of an approval by a script may take, and how long it is until the next. */
export const SCRIPT_LIMIT = 120_000;
export const INTERVAL = 30_000;

export const isCheck = ({ spec }: Step): boolean => spec.type === 'CustomApproval';

/** What a check has said: yes when it publishes its output, no when it refuses; null when it has said nothing. */
export function verdict(outcome: Outcome): Outcome | null {
  if (outcome.status !== 'Success') return null;
  if (outcome.output !== undefined) return outcome;
  return outcome.refuses === true
    ? { status: 'ApprovalRejected', types: ['ApprovalRejection'] }
    : null;
}
