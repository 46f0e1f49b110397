import type { ExecutionState } from './state.ts';

/** Who aborted the execution, and why. */
export function abortReason({ abort }: ExecutionState): string {
  if (abort === undefined) return 'aborted';
  const by = `aborted by ${abort.by.name}`;
  return abort.reason === '' ? by : `${by}: ${abort.reason}`;
}
