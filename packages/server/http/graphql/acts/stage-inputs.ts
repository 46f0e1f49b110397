/** What a stage asks for when its turn has come: FirstGen's runtime inputs, for which it pauses. */
import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId } from '@reprise/core';
import { stageKey } from '@reprise/core/plan';
import { applicationHint } from '../ids.ts';
import { refusalError, type Session, shown } from '../session.ts';
import { checkMeaningless, type MeaninglessInputs } from './service-inputs.ts';
import { type VariableInput, valuesOf } from './variables.ts';

export interface StageReference {
  readonly applicationId: string;
  readonly pipelineExecutionId: string;
  readonly pipelineStageElementId: string;
}

/** Where the stage is. An id that is none leads to no node, and is refused as that. */
const nodeOf = (session: Session, stage: StageReference) => ({
  scope: applicationHint(session, stage.applicationId),
  nodeExecutionId: nodeExecutionIdOf(
    asExecutionId(stage.pipelineExecutionId),
    // Half a character cannot be written into a name, and JSON can carry one.
    stageKey(stage.pipelineStageElementId.replaceAll(/\p{Surrogate}/gu, '?')),
  ),
});

/** What a waiting stage asks for besides variables: nothing, once it is known that it asks for something. */
export async function inputsToResume(session: Session, stage: StageReference) {
  const { useCases, caller } = session;
  const asked = await useCases.getExecutionInputs(caller, nodeOf(session, stage));
  return shown(asked, () => ({ serviceInputs: [] }));
}

export interface StageInputs extends StageReference, Pick<MeaninglessInputs, 'serviceInputs'> {
  readonly variableInputs?: readonly (VariableInput | null)[] | null;
  readonly clientMutationId?: string | null;
}

/** Gives a waiting stage its inputs; what is left out takes its default. */
export async function resumeWithInputs(session: Session, input: StageInputs) {
  const { useCases, caller } = session;
  const meant = checkMeaningless(input);
  if (!meant.ok) return refusalError(meant.error);
  const pairs = valuesOf(input.variableInputs);
  if (!pairs.ok) return refusalError(pairs.error);
  const given = { ...nodeOf(session, input), pairs: pairs.value };
  const done = await useCases.giveExecutionInputs(caller, given);
  return shown(done, () => ({ clientMutationId: input.clientMutationId ?? null, status: true }));
}
