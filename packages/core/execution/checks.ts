import type { ApprovalChecks, StepWork } from '@reprise/core/step-types';
import type { LiveStep, StoppingStep } from './node-state.ts';

/** How an approval by a script is checked again and again; undefined of everything else. */
export const checksIn = (work: StepWork | undefined): ApprovalChecks | undefined =>
  work?.kind === 'task' ? work.checks : undefined;

/** The same of a step that is not over. */
export const checksOf = (step: LiveStep): ApprovalChecks | undefined =>
  'work' in step ? checksIn(step.work) : undefined;

/** Whether only one check of the step is being stopped, and not the step. */
export const isOverdue = (
  step: LiveStep,
): step is StoppingStep & { readonly cause: 'check-overdue' } =>
  step.phase === 'stopping' && step.cause === 'check-overdue';
