import { type Instant, ok } from '@reprise/core';
import type { ExpireAll } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { refuse } from '../refuse.ts';
import { stopAllIn } from '../steps/stop.ts';

/** Somebody ends the execution as the timeout of its pipeline would. To say so twice changes nothing. */
export function expireAll(state: ExecutionState, { by }: ExpireAll, now: Instant): DecisionResult {
  if (state.abort !== undefined) {
    const facts = { by: state.abort.by.name };
    return refuse('ALREADY_ABORTING', 'the execution is being aborted: it cannot expire', facts);
  }
  const { root } = state.plan;
  if (runningAt(state, root)?.timedOutAt !== undefined) {
    return ok({ events: [], effects: [], state });
  }
  const draft = draftOf(state, now);
  draft.emit({ type: 'NodeInterrupted', at: now, node: root, interrupt: 'ExpireAll', by });
  draft.emit({ type: 'NodeTimedOut', at: now, node: root });
  stopAllIn(draft, root, 'timeout');
  advance(draft);
  return ok(draft.finish());
}
