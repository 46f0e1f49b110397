import { ok, refused, type Scope } from '@reprise/core';
import type { Surroundings } from '@reprise/core/execution';
import { overlayInputs } from '@reprise/core/pipeline';
import type { Definition, StoredPipeline } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { missingDeployRights } from '../objects/deploy-rights.ts';
import { inputsOfSets } from '../pipelines/input-sets.ts';
import { withTemplates } from '../pipelines/resolve-templates.ts';
import { lacksRights, yamlRefusal } from '../refusals.ts';
import { childProblems } from './child-problems.ts';
import type { Selection } from './compile.ts';
import { type SurroundingsNeeds, surroundingsOf } from './surroundings.ts';

/** What a fresh execution of a pipeline runs, and what stands around it. */
export interface PreparedRun {
  readonly scope: Scope;
  readonly definition: Definition;
  readonly surroundings?: Surroundings;
}

export type PrepareNeeds = SurroundingsNeeds & Pick<UseCaseNeeds, 'compile'>;

/** What a run of a pipeline is made of. */
interface GivenToRun {
  readonly inputsYaml: string;
  /** Names of stored input sets, in the order in which they are laid over each other, below the inputs. */
  readonly inputSets?: readonly string[];
  /** Some of its stages; all of them when left out. */
  readonly selection?: Selection | undefined;
}

/** The pipeline as it is stored now, with its templates, the input sets in their order, and these inputs over them. */
export async function prepareRun(
  needs: PrepareNeeds,
  caller: Caller,
  { scope, identifier, yaml }: StoredPipeline,
  { inputsYaml, inputSets = [], selection }: GivenToRun,
): Answer<PreparedRun> {
  const sets = await inputsOfSets(needs.store, scope, identifier, inputSets);
  if (!sets.ok) return sets;
  const inputs = overlayInputs([sets.value, inputsYaml]);
  const resolved = await withTemplates(needs.store, scope, yaml);
  const definition = needs.compile(yaml, inputs, resolved, selection);
  return definition.ok ? prepareDefinition(needs, caller, scope, definition.value) : definition;
}

/** What is compiled already, checked against what is stored now, and what stands around it now. */
export async function prepareDefinition(
  needs: SurroundingsNeeds,
  caller: Caller,
  scope: Scope,
  definition: Definition,
): Answer<PreparedRun> {
  const problems = await childProblems(needs.store, scope, definition.pipeline);
  if (problems.length > 0) {
    return refused(yamlRefusal('INVALID_PIPELINE', 'The pipeline cannot run:', problems));
  }
  const { principal } = caller;
  const missing = await missingDeployRights(needs, principal, scope, definition.pipeline);
  if (missing.length > 0) return refused(lacksRights(principal, missing));
  const around = await surroundingsOf(needs, caller, scope, definition);
  if (!around.ok) return around;
  const surroundings = around.value;
  return ok({ scope, definition, ...(surroundings === undefined ? {} : { surroundings }) });
}
