import { ok, refused } from '@reprise/core';
import type { RerunOrigin } from '@reprise/core/execution';
import { selectStages } from '@reprise/core/selection';
import type {
  Definition,
  KeyedRequest,
  StoredExecutionRow,
  StoredPipeline,
} from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { storedDefinition } from '../executions/executions.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { withTemplates } from '../pipelines/resolve-templates.ts';
import { refusal } from '../refusals.ts';
import { differenceInInputs } from '../retry/compare-inputs.ts';
import { type BegunExecution, beginPrepared } from './begin-run.ts';
import { prepareDefinition } from './prepare-run.ts';

interface OriginalRerun {
  readonly row: StoredExecutionRow;
  /** The pipeline as it is stored now. */
  readonly pipeline: StoredPipeline;
  readonly inputsYaml: string;
  readonly inputSets?: readonly string[];
  readonly note?: string | undefined;
  readonly request: KeyedRequest | undefined;
}

/** Runs the very definition of an execution once more, its stages and its inputs. Whoever calls this has checked the permission. */
export async function rerunOriginal(
  needs: UseCaseNeeds,
  caller: Caller,
  { row, pipeline, inputsYaml, inputSets = [], note, request }: OriginalRerun,
): Answer<BegunExecution> {
  const allowed = await stillAllowed(needs, row, pipeline);
  if (!allowed.ok) return allowed;
  const definition = await storedDefinition(needs, row);
  const difference = differenceFrom(definition, inputsYaml, inputSets);
  if (difference !== null) {
    const message = `The original definition runs with its original inputs, and the given ones differ: ${difference}. Leave them out, or run the definition as it is stored now.`;
    return refused(refusal('INPUTS_DIFFER', message, { difference }));
  }
  const { scope, executionId, chosenStages } = row;
  const prepared = await prepareDefinition(needs, caller, scope, definition);
  if (!prepared.ok) return prepared;
  return beginPrepared(needs, caller, prepared.value, {
    selection: chosenStages && { stages: chosenStages },
    rerun: originOf(row, 'original'),
    note,
    request,
    explanation: `Runs the definition and the inputs of execution ${executionId} as they were`,
  });
}

/** What an execution that is run again leaves in the new one. */
export const originOf = (
  { executionId, rerun }: StoredExecutionRow,
  definition: RerunOrigin['definition'],
): RerunOrigin => ({ root: rerun?.root ?? executionId, previous: executionId, definition });

function differenceFrom(
  definition: Definition,
  inputsYaml: string,
  inputSets: readonly string[],
): string | null {
  if (inputSets.length > 0) return `input sets are given: ${inputSets.join(', ')}`;
  return inputsYaml.trim() === '' ? null : differenceInInputs(definition, inputsYaml);
}

/** What was selected then must be allowed by the pipeline as it is now, with the gates that it has now. */
async function stillAllowed(
  { store }: UseCaseNeeds,
  { chosenStages }: StoredExecutionRow,
  { scope, yaml }: StoredPipeline,
): Answer<null> {
  if (chosenStages === undefined) return ok(null);
  const names = chosenStages.map(({ identifier }) => identifier);
  const selected = selectStages(await withTemplates(store, scope, yaml), names);
  return selected.ok ? ok(null) : selected;
}
