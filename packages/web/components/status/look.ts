import type { Status } from '@reprise/core/execution';

/** What a status means to who looks: a colour of styles.css. */
export type Tone = 'good' | 'bad' | 'warn' | 'active' | 'idle';

interface Look {
  readonly tone: Tone;
  /** The status in words, as a person says it. */
  readonly word: string;
}

/** Each status in a word and a tone. The icon stands beside it, so that no meaning is in colour alone. */
export const LOOKS = {
  Success: { tone: 'good', word: 'Success' },
  IgnoreFailed: { tone: 'warn', word: 'Failure ignored' },
  Skipped: { tone: 'idle', word: 'Skipped' },
  Failed: { tone: 'bad', word: 'Failed' },
  Errored: { tone: 'bad', word: 'Errored' },
  Expired: { tone: 'bad', word: 'Expired' },
  Aborted: { tone: 'idle', word: 'Aborted' },
  ApprovalRejected: { tone: 'bad', word: 'Rejected' },
  NotStarted: { tone: 'idle', word: 'Not started' },
  Queued: { tone: 'active', word: 'Queued' },
  Running: { tone: 'active', word: 'Running' },
  ApprovalWaiting: { tone: 'warn', word: 'Waiting for approval' },
  WaitStepRunning: { tone: 'active', word: 'Waiting' },
  InterventionWaiting: { tone: 'warn', word: 'Waiting for a decision' },
  InputWaiting: { tone: 'warn', word: 'Waiting for input' },
  ResourceWaiting: { tone: 'active', word: 'Waiting for its turn' },
  Pausing: { tone: 'warn', word: 'Pausing' },
  Paused: { tone: 'warn', word: 'Paused' },
  Discontinuing: { tone: 'warn', word: 'Stopping' },
} as const satisfies Readonly<Record<Status, Look>>;

export const TONE_TEXT = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  active: 'text-active',
  idle: 'text-idle',
} as const satisfies Readonly<Record<Tone, string>>;
