import { parseNodeExecutionId } from '@reprise/api';
import { type ExecutionId, type NodeKey, ok, type Result, refused } from '@reprise/core';
import type { Command, InterventionChoice, Principal } from '@reprise/core/execution';
import { FINAL_ACTIONS } from '@reprise/core/pipeline';
import { PIPELINE_KEY } from '@reprise/core/plan';
import type { Refused } from '../answer.ts';
import type { UseCase } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { type ExecutionInput, openRow } from './open-execution.ts';

export interface InterruptInput extends ExecutionInput {
  /** Harness's name of it, in any case. */
  readonly type: string;
  /** The `nodeExecutionId` of what is meant; the whole execution when absent. */
  readonly node?: string;
}

/** What people may decide about a step that waits for that. */
export const CHOICES: readonly InterventionChoice[] = ['Retry', ...FINAL_ACTIONS];

/** What people may do to a live execution. */
export const INTERRUPTS = ['AbortAll', 'ExpireAll', 'Pause', 'Resume', 'MarkAsFailed'] as const;

type CommandOf = (type: string, node: NodeKey | null, by: Principal) => Result<Command, Refused>;

const interruptBy =
  (commandOf: CommandOf): UseCase<InterruptInput, null> =>
  async (needs, caller, input) => {
    const row = await openRow(needs, caller, 'core_pipeline_execute', input);
    if (!row.ok) return row;
    const { executionId } = row.value;
    const node = nodeOf(executionId, input.node);
    if (!node.ok) return node;
    const command = commandOf(input.type, node.value, caller.principal);
    if (!command.ok) return command;
    if (command.value.type === 'MarkFailed' && needs.settings.markAsFailed === false) {
      return refused(notAllowed(input.type));
    }
    const done = await needs.engine.perform(executionId, command.value);
    return done.ok ? ok(null) : done;
  };

/** Null for the execution as a whole. */
function nodeOf(execution: ExecutionId, id: string | undefined): Result<NodeKey | null, Refused> {
  if (id === undefined) return ok(null);
  const named = parseNodeExecutionId(id);
  if (named !== null && named.execution === execution) return ok(named.node);
  const message = `The execution ${execution} has no node ${id}. Its nodes are named by their uuid.`;
  return refused(refusal('NODE_NOT_FOUND', message, { node: id }));
}

/** Interrupts that are for the execution as a whole, by their names in lower case. */
const OF_ALL: Readonly<Record<string, Extract<Command['type'], 'Pause' | 'Resume' | 'ExpireAll'>>> =
  {
    pause: 'Pause',
    pauseall: 'Pause',
    resume: 'Resume',
    resumeall: 'Resume',
    expireall: 'ExpireAll',
  };

/** Aborting one node aborts the whole execution, as in Harness. */
const interruptCommand: CommandOf = (type, node, by) => {
  const word = type.toLowerCase();
  const ofAll = Object.hasOwn(OF_ALL, word) ? OF_ALL[word] : undefined;
  if (ofAll !== undefined) {
    return node === null ? ok({ type: ofAll, by }) : refused(needsTheWhole(type));
  }
  if (word === 'abort' || word === 'abortall') return ok({ type: 'Abort', by, reason: '' });
  if (word === 'markasfailed') return ok({ type: 'MarkFailed', node: node ?? PIPELINE_KEY, by });
  const choice = choiceOf(word);
  if (choice === undefined) return refused(notSupported(type));
  if (node === null) return refused(needsANode(type));
  return ok({ type: 'Intervene', node, by, choice });
};

/** Here `Abort` is a decision about the node, too. */
const interventionCommand: CommandOf = (type, node, by) => {
  const choice = choiceOf(type.toLowerCase());
  if (choice === undefined || node === null) return interruptCommand(type, node, by);
  return ok({ type: 'Intervene', node, by, choice });
};

const choiceOf = (word: string): InterventionChoice | undefined =>
  CHOICES.find((each) => each.toLowerCase() === word);

/** Acts on a live execution, or on one node of it. */
export const interruptExecution = interruptBy(interruptCommand);

/** Decides about a step that waits for that. */
export const interveneNode = interruptBy(interventionCommand);

const KNOWN = `${INTERRUPTS.join(', ')}, and for a step that waits for a decision ${CHOICES.join(', ')}`;

const notSupported = (type: string): Refused =>
  refusal('INTERRUPT_NOT_SUPPORTED', `There is no interrupt ${type}. There are ${KNOWN}.`, {
    interruptType: type,
  });

const needsANode = (type: string): Refused =>
  refusal(
    'INTERRUPT_NOT_SUPPORTED',
    `The interrupt ${type} is for one step: name it by its uuid after the execution. AbortAll and MarkAsFailed are for all that runs.`,
    { interruptType: type },
  );

const needsTheWhole = (type: string): Refused =>
  refusal(
    'INTERRUPT_NOT_SUPPORTED',
    `The interrupt ${type} is for the whole execution: leave the node out.`,
    { interruptType: type },
  );

const notAllowed = (type: string): Refused =>
  refusal(
    'INTERRUPT_NOT_SUPPORTED',
    'Marking what runs as failed is switched off on this server; an abort is not.',
    { interruptType: type },
  );
