import { oneLine } from './sanitise.ts';
import { table } from './table.ts';
import { formatMoment } from './time.ts';

/** Something that somebody did, as it is shown. */
export interface ShownAct {
  readonly at: number;
  readonly by: string;
  readonly from: string | null;
  readonly action: string;
  /** What it was done to: `execution ID`, `role ID`. */
  readonly resource: string;
  readonly reason: string | null;
  /** What came of it. */
  readonly change: Readonly<Record<string, string>>;
}

/** Acts as a table, one row each; a sentence when there are none. */
export function auditTable(acts: readonly ShownAct[]): string {
  if (acts.length === 0) return 'Nothing was done.\n';
  const rows = acts.map(({ at, by, from, action, resource, reason, change }) => [
    formatMoment(at),
    oneLine(by),
    oneLine(from ?? '-'),
    oneLine(action),
    oneLine(resource),
    oneLine([...Object.entries(change).map((pair) => pair.join('=')), reason ?? ''].join(' ')),
  ]);
  return table(['WHEN', 'WHO', 'FROM', 'WHAT', 'TO', 'MORE'], rows);
}
