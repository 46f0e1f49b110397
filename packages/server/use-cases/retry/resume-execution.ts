import { refused } from '@reprise/core';
import { stagesToResume } from '@reprise/core/retry';
import { type ExecutionInput, openExecution } from '../executions/open-execution.ts';
import type { UseCase } from '../needs.ts';
import type { BegunExecution } from '../runs/begin-run.ts';
import { retryExecution } from './retry-execution.ts';

export interface ResumeInput extends ExecutionInput {
  /** `STAGE 3`, or the name or identifier of a stage: the whole position where it stands is meant. */
  readonly stage: string;
}

/** FirstGen's resume: a retry from one sequential position, all of whose stages run. It takes the right to retry. */
export const resumeExecution: UseCase<ResumeInput, BegunExecution> = async (
  needs,
  caller,
  { scope, execution, stage },
) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_retry', { scope, execution });
  if (!opened.ok) return opened;
  const from = stagesToResume(opened.value.state, stage);
  if (!from.ok) return refused(from.error);
  const input = { scope, execution, from: from.value, runAllStages: true, inputsYaml: '' };
  return retryExecution(needs, caller, input);
};
