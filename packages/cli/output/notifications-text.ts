import type { NotificationState } from '@reprise/api';
import { oneLine } from './sanitise.ts';
import { table } from './table.ts';
import { formatMoment } from './time.ts';

/** What became of the notifications of an execution as a table, oldest first, with the reason where one did not arrive. */
export function notificationsText(all: readonly NotificationState[]): string {
  if (all.length === 0) return 'This execution has told nobody anything.\n';
  const rows = all.map((one) => [
    SAID[one.status],
    one.eventType ?? '',
    oneLine(one.node?.split('.').at(-1) ?? ''),
    oneLine(one.rule ?? ''),
    one.method ?? '',
    `${one.tries}`,
    formatMoment(one.createdAt),
    one.nextTryAt === null ? '' : formatMoment(one.nextTryAt),
    oneLine(one.problem ?? ''),
  ]);
  return table('STATE EVENT NODE RULE METHOD TRIES SINCE NEXT PROBLEM'.split(' '), rows);
}

const SAID = { WAITING: 'waiting', SENT: 'sent', GIVEN_UP: 'given up' } as const;
