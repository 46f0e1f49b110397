import type { NodeKey } from '@reprise/core';
import type { RetryOrigin } from '../origin.ts';
import type { ExecutionState } from '../state.ts';

/** Reasons by node, made once for each retry: the event has them the other way round. */
const known = new WeakMap<RetryOrigin, ReadonlyMap<NodeKey, string>>();

/** Why a retry runs this node instead of reusing it; null where nothing says so. */
export function runReasonOf({ created: { retry } }: ExecutionState, key: NodeKey): string | null {
  if (retry?.runs === undefined) return null;
  const reasons = known.get(retry) ?? byNode(retry.runs);
  known.set(retry, reasons);
  return reasons.get(key) ?? null;
}

const byNode = (runs: NonNullable<RetryOrigin['runs']>): ReadonlyMap<NodeKey, string> =>
  new Map(runs.flatMap(({ reason, nodes }) => nodes.map((node) => [node, reason] as const)));
