import type { Status } from '@reprise/core/execution';
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleStop,
  CircleX,
  Hand,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  TextCursorInput,
  ThumbsDown,
  Timer,
  TimerOff,
  UserCheck,
} from 'lucide-react';
import { LOOKS, TONE_TEXT } from './look.ts';

const ICONS: Readonly<Record<Status, LucideIcon>> = {
  Success: CircleCheck,
  IgnoreFailed: CircleAlert,
  Skipped: CircleSlash,
  Failed: CircleX,
  Errored: OctagonX,
  Expired: TimerOff,
  Aborted: Ban,
  ApprovalRejected: ThumbsDown,
  NotStarted: CircleDashed,
  Queued: Hourglass,
  Running: LoaderCircle,
  ApprovalWaiting: UserCheck,
  WaitStepRunning: Timer,
  InterventionWaiting: Hand,
  InputWaiting: TextCursorInput,
  ResourceWaiting: Hourglass,
  Pausing: CirclePause,
  Paused: CirclePause,
  Discontinuing: CircleStop,
};

interface StatusIconProps {
  readonly status: Status;
  readonly size?: number;
}

/** The sign of a status, for where its word stands beside it or is in a label. */
export function StatusIcon({ status, size = 16 }: StatusIconProps) {
  const Icon = ICONS[status];
  const turning = status === 'Running' ? 'animate-spin' : '';
  return (
    <Icon
      aria-hidden
      size={size}
      className={`shrink-0 ${TONE_TEXT[LOOKS[status].tone]} ${turning}`}
    />
  );
}
