/** Starting an execution of a pipeline, and continuing one. */
import { refusal } from '../../../use-cases/refusals.ts';
import type { ScopeHint } from '../../../use-cases/scopes/scope.ts';
import { openedExecution } from '../executions/execution.ts';
import { applicationHint, pipelineIn } from '../ids.ts';
import { refusalError, type Session, shown } from '../session.ts';
import { checkMeaningless, type MeaninglessInputs } from './service-inputs.ts';
import { type VariableInput, valuesOf } from './variables.ts';

type ExecutionType = 'PIPELINE' | 'WORKFLOW';

export interface StartInput extends MeaninglessInputs {
  readonly applicationId: string;
  readonly entityId: string;
  readonly executionType: ExecutionType;
  readonly variableInputs?: readonly (VariableInput | null)[] | null;
  readonly notes?: string | null;
  readonly clientMutationId?: string | null;
}

/**
 * Starts a pipeline. `clientMutationId` comes back and means nothing: clients send the same one with every request, so
 * it cannot say which requests are repeated.
 */
export async function startExecution(session: Session, input: StartInput) {
  const found = entityOf(session, input);
  if ('error' in found) return found.error;
  const meant = checkMeaningless(input);
  if (!meant.ok) return refusalError(meant.error);
  const values = valuesOf(input.variableInputs);
  if (!values.ok) return refusalError(values.error);
  const begun = await session.useCases.runPipeline(session.caller, {
    ...found,
    inputsYaml: inputsYaml(found.pipeline, values.value),
    note: input.notes ?? undefined,
  });
  return shown(begun, (opened) => ({
    clientMutationId: input.clientMutationId ?? null,
    execution: openedExecution(session, opened),
    warningMessage: null,
  }));
}

/** The inputs as YAML: JSON is that. */
function inputsYaml(identifier: string, given: Readonly<Record<string, string>>): string {
  const variables = Object.entries(given).map(([name, value]) => ({ name, value }));
  return variables.length === 0 ? '' : JSON.stringify({ pipeline: { identifier, variables } });
}

interface Entity {
  readonly applicationId: string;
  readonly entityId: string;
  readonly executionType: ExecutionType;
}
type FoundEntity =
  | { readonly scope: ScopeHint; readonly pipeline: string }
  | { readonly error: ReturnType<typeof refusalError> };

/** The pipeline that a client calls an entity. */
function entityOf(session: Session, entity: Entity): FoundEntity {
  const { applicationId, entityId } = entity;
  if (entity.executionType === 'WORKFLOW') {
    const message =
      'There are no workflows here: name a pipeline, with the executionType PIPELINE.';
    return { error: refusalError(refusal('INVALID_REQUEST', message)) };
  }
  const scope = applicationHint(session, applicationId);
  const pipeline = pipelineIn(session, scope, entityId);
  if (pipeline !== null) return { scope, pipeline };
  const message = `There is no pipeline ${entityId} in the application ${applicationId}.`;
  return {
    error: refusalError(refusal('PIPELINE_NOT_FOUND', message, { pipelineIdentifier: entityId })),
  };
}

/** What a pipeline asks for besides variables: nothing, once it is known that there is such a pipeline. */
export async function executionInputs(session: Session, entity: Entity) {
  const found = entityOf(session, entity);
  if ('error' in found) return found.error;
  const pipeline = await session.useCases.getPipeline(session.caller, found);
  return shown(pipeline, () => ({ serviceInputs: [] }));
}

export interface ResumeInput {
  readonly applicationId: string;
  readonly pipelineExecutionId: string;
  readonly pipelineStageName: string;
  readonly clientMutationId?: string | null;
}

/** Continues an execution from a stage. */
export async function resumeExecution(session: Session, input: ResumeInput) {
  const begun = await session.useCases.resumeExecution(session.caller, {
    scope: applicationHint(session, input.applicationId),
    execution: input.pipelineExecutionId,
    stage: input.pipelineStageName,
  });
  return shown(begun, (opened) => ({
    clientMutationId: input.clientMutationId ?? null,
    execution: openedExecution(session, opened),
  }));
}
