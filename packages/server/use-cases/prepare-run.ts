import { ok, refused, type Scope } from '@reprise/core';
import type { Surroundings } from '@reprise/core/execution';
import { overlayInputs } from '@reprise/core/pipeline';
import type { Definition, StoredPipeline } from '../ports/index.ts';
import type { Answer } from './answer.ts';
import { childProblems } from './child-problems.ts';
import { inputsOfSets } from './input-sets.ts';
import type { UseCaseNeeds } from './needs.ts';
import { yamlRefusal } from './refusals.ts';
import { withTemplates } from './resolve-templates.ts';
import { surroundingsOf } from './surroundings.ts';

/** What a fresh execution of a pipeline runs, and what stands around it. */
export interface PreparedRun {
  readonly scope: Scope;
  readonly definition: Definition;
  readonly surroundings?: Surroundings;
}

/** The pipeline as it is stored now, with its templates, the input sets in their order, and these inputs over them. */
export async function prepareRun(
  needs: Pick<UseCaseNeeds, 'store' | 'compile'>,
  { scope, identifier, yaml }: StoredPipeline,
  given: { readonly inputsYaml: string; readonly inputSets: readonly string[] },
): Answer<PreparedRun> {
  const sets = await inputsOfSets(needs.store, scope, identifier, given.inputSets);
  if (!sets.ok) return sets;
  const inputs = overlayInputs([sets.value, given.inputsYaml]);
  const resolved = await withTemplates(needs.store, scope, yaml);
  const definition = needs.compile(yaml, inputs, resolved);
  if (!definition.ok) return definition;
  const problems = await childProblems(needs.store, scope, definition.value.pipeline);
  if (problems.length > 0) {
    return refused(yamlRefusal('INVALID_PIPELINE', 'The pipeline cannot run:', problems));
  }
  const surroundings = await surroundingsOf(needs, scope, definition.value.compiledYaml);
  return ok({
    scope,
    definition: definition.value,
    ...(surroundings === undefined ? {} : { surroundings }),
  });
}
