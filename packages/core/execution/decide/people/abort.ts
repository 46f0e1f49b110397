import { type Instant, ok } from '@reprise/core';
import type { Abort } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { refuse } from '../refuse.ts';
import { stopAllIn } from '../steps/stop.ts';

/** Nothing starts any more, and what runs is stopped; nothing is undone or cleaned up. */
export function abort(state: ExecutionState, command: Abort, now: Instant): DecisionResult {
  const { by, reason } = command;
  if (state.abort !== undefined) {
    const message = `the execution is being aborted already, by ${state.abort.by.name}`;
    return refuse('ALREADY_ABORTING', message, { by: state.abort.by.name, at: state.abort.at });
  }
  const draft = draftOf(state, now);
  draft.emit({ type: 'AbortRequested', at: now, by, reason });
  stopAllIn(draft, state.plan.root, 'abort');
  advance(draft);
  return ok(draft.finish());
}
