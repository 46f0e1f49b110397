import type { Status } from '@reprise/core/execution';

/** What people look for, each with the statuses that it stands for. */
export const FILTERS = [
  {
    word: 'Running',
    statuses: ['Running', 'Queued', 'WaitStepRunning', 'ResourceWaiting', 'Discontinuing'],
  },
  {
    word: 'Waiting',
    statuses: ['ApprovalWaiting', 'InterventionWaiting', 'InputWaiting', 'Pausing', 'Paused'],
  },
  { word: 'Failed', statuses: ['Failed', 'Errored', 'Expired', 'ApprovalRejected'] },
  { word: 'Aborted', statuses: ['Aborted'] },
  { word: 'Success', statuses: ['Success', 'IgnoreFailed'] },
] as const satisfies readonly { readonly word: string; readonly statuses: readonly Status[] }[];
export type Filter = (typeof FILTERS)[number];

/** Whether the list shows what the filter stands for. */
export const isOn = (filter: Filter, chosen: readonly string[]): boolean =>
  filter.statuses.every((status) => chosen.includes(status));

/** The statuses after the filter was pressed; none at all means every status. */
export function pressed(filter: Filter, chosen: readonly string[]): readonly string[] {
  const own: ReadonlySet<string> = new Set(filter.statuses);
  const others = chosen.filter((status) => !own.has(status));
  return isOn(filter, chosen) ? others : [...others, ...filter.statuses];
}
