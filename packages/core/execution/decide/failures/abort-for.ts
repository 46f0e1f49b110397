import type { NodeKey } from '@reprise/core';
import type { Principal } from '../../origin.ts';
import type { Draft } from '../draft.ts';
import { describe } from '../refuse.ts';
import { stopAllIn } from '../steps/stop.ts';

/** Who acts where a failure strategy says what is done. */
export const STRATEGY: Principal = { kind: 'system', name: 'the failure strategy' };

/** Ends the whole execution because of a failure, as an abort by a person does. */
export function abortFor(draft: Draft, node: NodeKey, why: string, by: Principal = STRATEGY): void {
  const { state, now } = draft;
  const reason = `${describe(state.plan, node)} failed: ${why}`;
  draft.emit({ type: 'AbortRequested', at: now, by, reason });
  stopAllIn(draft, state.plan.root, 'abort');
}
