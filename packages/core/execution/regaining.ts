import type { ExecutionState } from './state.ts';

/** Whether a retry waits for what the stages that it reuses held: it starts nothing before. */
export function isRegaining({ claims }: ExecutionState): boolean {
  if (claims === undefined) return false;
  for (const { regaining } of claims.values()) if (regaining === true) return true;
  return false;
}
