import type { Colours } from '../terminal.ts';

type Look = readonly [symbol: string, colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim'];

const LOOKS: Readonly<Record<string, Look>> = {
  Success: ['✓', 'green'],
  IgnoreFailed: ['✓', 'yellow'],
  Skipped: ['-', 'dim'],
  NotStarted: ['·', 'dim'],
  Queued: ['·', 'dim'],
  Running: ['●', 'cyan'],
  WaitStepRunning: ['●', 'cyan'],
  ApprovalWaiting: ['?', 'yellow'],
  InterventionWaiting: ['?', 'yellow'],
  InputWaiting: ['?', 'yellow'],
  ResourceWaiting: ['?', 'yellow'],
  Pausing: ['●', 'yellow'],
  Paused: ['?', 'yellow'],
  Discontinuing: ['●', 'yellow'],
};
const FAILED: Look = ['✗', 'red'];

/** The mark of a status, coloured; its text always stands beside it, so that colour alone never tells anything. */
export function statusMark(status: string, colours: Colours): string {
  const [symbol, colour] = LOOKS[status] ?? FAILED;
  return colours[colour](symbol);
}

/** The status as Harness spells it, coloured. */
export function statusText(status: string, colours: Colours): string {
  const [, colour] = LOOKS[status] ?? FAILED;
  return colours[colour](status);
}
