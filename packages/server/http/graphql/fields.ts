import { type ApprovalInput, approvalDetails, approveOrReject } from './acts/approvals.ts';
import { type ExportInput, exportExecutions } from './acts/export-executions.ts';
import {
  inputsToResume,
  resumeWithInputs,
  type StageInputs,
  type StageReference,
} from './acts/stage-inputs.ts';
import {
  executionInputs,
  type ResumeInput,
  resumeExecution,
  type StartInput,
  startExecution,
} from './acts/start-and-resume.ts';
import { applicationFields } from './applications.ts';
import { executionById } from './executions/execution.ts';
import { type ExecutionListArguments, executionList } from './lists/execution-list.ts';
import type { Session } from './session.ts';

interface Given<Input> {
  readonly input: Input;
}

/** Every field of a query or a mutation: arguments that the schema has checked, a use case, its answer as the schema has it. */
export const fieldsOf = (session: Session) => ({
  ...applicationFields(session),
  execution: ({ executionId }: { readonly executionId: string }) =>
    executionById(session, executionId),
  executions: (asked: ExecutionListArguments) => executionList(session, asked),
  executionInputs: (asked: Parameters<typeof executionInputs>[1]) =>
    executionInputs(session, asked),
  runtimeExecutionInputsToResumePipeline: (asked: StageReference) => inputsToResume(session, asked),
  approvalDetails: (asked: Parameters<typeof approvalDetails>[1]) =>
    approvalDetails(session, asked),
  startExecution: ({ input }: Given<StartInput>) => startExecution(session, input),
  resumeExecution: ({ input }: Given<ResumeInput>) => resumeExecution(session, input),
  pipelineResumeRuntime: ({ input }: Given<StageInputs>) => resumeWithInputs(session, input),
  exportExecutions: ({ input }: Given<ExportInput>) => exportExecutions(session, input),
  approveOrRejectApprovals: ({ input }: Given<ApprovalInput>) => approveOrReject(session, input),
});
