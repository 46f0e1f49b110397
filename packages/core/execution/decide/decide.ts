import { type Instant, unreachable } from '@reprise/core';
import type { Command } from '../command.ts';
import type { DecisionResult } from '../decision.ts';
import type { ExecutionState } from '../state.ts';
import { grantResource } from './meetings/grant-resource.ts';
import { abort } from './people/abort.ts';
import { actOnApproval } from './people/act-on-approval.ts';
import { expireAll } from './people/expire-all.ts';
import { giveInputs } from './people/give-inputs.ts';
import { intervene } from './people/intervene.ts';
import { markFailed } from './people/mark-failed.ts';
import { pause, resume } from './people/pause.ts';
import { refuse } from './refuse.ts';
import { endChild, noteChild } from './steps/end-child.ts';
import { endStep } from './steps/end-step.ts';
import { giveUpTask } from './steps/give-up-task.ts';
import { loseStep } from './steps/lose-step.ts';
import { startStep } from './steps/start-step.ts';
import { wake } from './wake.ts';

/**
 * What a command does to an execution at `now`: events, effects and the state after them, or a refusal that says why
 * not. Pure: the same arguments give the same answer (I6), and `state` stays as it is.
 */
export function decide(state: ExecutionState, command: Command, now: Instant): DecisionResult {
  if (state.ended !== undefined) {
    const { at, status } = state.ended;
    const message = `the execution has ended (${status}) and does not change any more`;
    return refuse('EXECUTION_ENDED', message, { status, endedAt: at });
  }
  switch (command.type) {
    case 'StartStep':
      return startStep(state, command, now);
    case 'EndStep':
      return endStep(state, command, now);
    case 'LoseStep':
      return loseStep(state, command, now);
    case 'ActOnApproval':
      return actOnApproval(state, command, now);
    case 'NoteChild':
      return noteChild(state, command, now);
    case 'EndChild':
      return endChild(state, command, now);
    case 'Intervene':
      return intervene(state, command, now);
    case 'GiveInputs':
      return giveInputs(state, command, now);
    case 'MarkFailed':
      return markFailed(state, command, now);
    case 'Abort':
      return abort(state, command, now);
    case 'ExpireAll':
      return expireAll(state, command, now);
    case 'GiveUpTask':
      return giveUpTask(state, command, now);
    case 'GrantResource':
      return grantResource(state, command, now);
    case 'Pause':
      return pause(state, command, now);
    case 'Resume':
      return resume(state, command, now);
    case 'Wake':
      return wake(state, now);
    default:
      return unreachable(command);
  }
}
