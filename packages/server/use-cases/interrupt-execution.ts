import { ok, refused } from '@reprise/core';
import type { UseCase } from './needs.ts';
import { type ExecutionInput, openRow } from './open-execution.ts';
import { refusal } from './refusals.ts';

export interface InterruptInput extends ExecutionInput {
  /** Harness's name of it, in any case. */
  readonly type: string;
}

const ABORTS = new Set(['abort', 'abortall']);
const LATER = new Set([
  'pause',
  'resume',
  'retry',
  'ignore',
  'stagerollback',
  'stepgrouprollback',
  'markassuccess',
  'markasfailed',
  'expireall',
]);

/** Acts on a live execution as a whole. */
export const interruptExecution: UseCase<InterruptInput, null> = async (needs, caller, input) => {
  const row = await openRow(needs, caller, 'core_pipeline_execute', input);
  if (!row.ok) return row;
  if (!ABORTS.has(input.type.toLowerCase())) return refused(notSupported(input.type));
  const aborted = await needs.engine.perform(row.value.executionId, {
    type: 'Abort',
    by: caller.principal,
    reason: '',
  });
  return aborted.ok ? ok(null) : aborted;
};

const notSupported = (type: string) =>
  refusal(
    'INTERRUPT_NOT_SUPPORTED',
    LATER.has(type.toLowerCase())
      ? `The interrupt ${type} is not supported yet. AbortAll is.`
      : `There is no interrupt ${type}. AbortAll stops an execution.`,
    { interruptType: type },
  );
