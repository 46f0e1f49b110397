/** The output of steps. */
import { nodeExecutionIdOf } from '@reprise/api';
import { asNodeKey, ok, partsOfTaskId, type Result, refused, taskIdOf } from '@reprise/core';
import { type ExecutionState, isEnd, type NodeView, viewNodes } from '@reprise/core/execution';
import type { Answer, Caller, Refused } from '../answer.ts';
import { type ExecutionInput, openExecution } from '../executions/open-execution.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { type FoundLog, followLog, statOf, wholeLog } from './follow-log.ts';
import { type LogReference, parseLogKey } from './log-key.ts';

/** Which log is meant. */
export interface StepLogInput extends ExecutionInput {
  /** A `nodeExecutionId`, a fully qualified name, or a step identifier that occurs once. */
  readonly node: string;
  /** The newest when absent. */
  readonly attempt?: number | undefined;
}

export interface ReadLogInput extends StepLogInput {
  readonly from: number;
  /** Bytes up to but without this one. */
  readonly to: number;
}

/** A piece of a log, and how the whole of it stands. */
export interface LogPiece {
  readonly bytes: Uint8Array;
  readonly attempt: number;
  readonly size: number;
  readonly closed: boolean;
}

const NOTHING = new Uint8Array();

/** Some bytes of the log of one step. A step that has written nothing has an empty log. */
export const readLog: UseCase<ReadLogInput, LogPiece> = async (needs, caller, input) => {
  const opened = await openStepLog(needs, caller, input);
  if (!opened.ok) return opened;
  const { log, ended } = opened.value;
  if (log === null) return ok({ bytes: NOTHING, attempt: 0, size: 0, closed: ended });
  const { size, closed } = await statOf(needs, log);
  const to = Math.min(input.to, size);
  const bytes = input.from < to ? await needs.logs.read(log.task, input.from, to) : NOTHING;
  return ok({ bytes, attempt: log.attempt, size, closed });
};

/** The log of a step, once the caller may see it; null when no delegate was asked to run it. */
export async function openStepLog(
  needs: UseCaseNeeds,
  caller: Caller,
  input: StepLogInput,
): Answer<{ readonly log: FoundLog | null; readonly ended: boolean }> {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const step = findStep(opened.value.state, input.node);
  if (!step.ok) return step;
  return ok({ log: logOf(step.value, input.attempt), ended: isEnd(step.value.status) });
}

/** The log of an attempt of a step, in the execution where it ran (I9); null when no delegate was ever asked to run it. */
function logOf({ task }: Pick<NodeView, 'task'>, attempt?: number): FoundLog | null {
  if (task === null) return null;
  const newest = partsOfTaskId(task);
  const chosen = { ...newest, attempt: attempt ?? newest.attempt };
  return { ...chosen, task: taskIdOf(chosen.execution, chosen.node, chosen.attempt) };
}

function findStep(state: ExecutionState, name: string): Result<NodeView, Refused> {
  const { executionId } = state.created;
  const steps = viewNodes(state).filter(({ kind }) => kind === 'step');
  const exact = steps.find(
    ({ key }) => key === name || nodeExecutionIdOf(executionId, key) === name,
  );
  if (exact !== undefined) return ok(exact);
  const called = steps.filter(({ identifier }) => identifier === name);
  const [only] = called;
  if (only !== undefined && called.length === 1) return ok(only);
  return refused(only === undefined ? noStep(name, steps) : ambiguous(name, called));
}

const noStep = (name: string, steps: readonly NodeView[]): Refused =>
  refusal(
    'NODE_NOT_FOUND',
    `The execution has no step ${name}. Its steps: ${steps.map(({ identifier }) => identifier).join(', ')}.`,
    { node: name },
  );

const ambiguous = (name: string, called: readonly NodeView[]): Refused =>
  refusal(
    'AMBIGUOUS_NODE',
    `Several steps are called ${name}. Name one of them in full: ${called.map(({ key }) => key).join(', ')}.`,
    { node: name, candidates: called.map(({ key }) => key) },
  );

export interface LogKeyInput {
  readonly accountId?: string | undefined;
  /** As `logBaseKey` gave it, or the beginning of one that ends at a slash. */
  readonly key: string;
}

/** The bytes of a log, piece by piece. */
export type LogBytes = AsyncIterable<Uint8Array>;

/** What is logged under an exact key so far. */
export const readLogByKey: UseCase<LogKeyInput, LogBytes> = async (needs, caller, input) => {
  const log = await logByKey(needs, caller, input);
  if (!log.ok) return log;
  const { size } = await statOf(needs, log.value);
  return ok(wholeLog(needs, log.value.task, 0, size));
};

/** What is logged under an exact key, as it comes, until no more will or `signal` aborts. */
export const followLogByKey: UseCase<
  LogKeyInput & { readonly signal: AbortSignal },
  LogBytes
> = async (needs, caller, input) => {
  const log = await logByKey(needs, caller, input);
  return log.ok ? ok(followLog(needs, log.value, input.signal)) : log;
};

/** Everything logged under a prefix so far, step after step in the order of the pipeline. */
export const readLogsUnder: UseCase<LogKeyInput, LogBytes> = async (needs, caller, input) => {
  const named = await openKey(needs, caller, input);
  if (!named.ok) return named;
  const { reference, state } = named.value;
  const { node, task } = reference;
  const logs = viewNodes(state)
    .filter(({ key }) => node === null || key === node || key.startsWith(`${node}.`))
    .flatMap(({ tries }) => tries.flatMap((one) => logOf(one) ?? []))
    .filter((log) => task === null || log.task === task);
  return ok(oneAfterAnother(needs, logs));
};

async function* oneAfterAnother(needs: UseCaseNeeds, logs: readonly FoundLog[]) {
  for (const log of logs) {
    const { size } = await statOf(needs, log);
    yield* wholeLog(needs, log.task, 0, size);
  }
}

async function logByKey(needs: UseCaseNeeds, caller: Caller, input: LogKeyInput): Answer<FoundLog> {
  const named = await openKey(needs, caller, input);
  if (!named.ok) return named;
  const { task, node, execution } = named.value.reference;
  if (task === null || node === null) return refused(noLog(input.key));
  const { attempt } = partsOfTaskId(task);
  return ok({ task, execution, node: asNodeKey(node), attempt });
}

interface OpenKey {
  readonly reference: LogReference;
  readonly state: ExecutionState;
}

async function openKey(
  needs: UseCaseNeeds,
  caller: Caller,
  { accountId, key }: LogKeyInput,
): Answer<OpenKey> {
  const reference = parseLogKey(key);
  if (reference === null || (accountId ?? reference.accountId) !== reference.accountId) {
    return refused(noLog(key));
  }
  const where = { execution: reference.execution, scope: { accountId: reference.accountId } };
  const opened = await openExecution(needs, caller, 'core_pipeline_view', where);
  return opened.ok ? ok({ reference, state: opened.value.state }) : opened;
}

const noLog = (key: string): Refused =>
  refusal(
    'LOG_NOT_FOUND',
    `There is no log under the key ${key}. Use the logBaseKey of a step of the execution.`,
    { key },
  );
