/** Inputs of a pipeline before a run: their skeleton, and what comes of several of them. */
import { ok, refused } from '@reprise/core';
import {
  inputsOfStages,
  inputsTemplate,
  mergeInputs,
  overlayInputs,
  type ResolvedTemplates,
  unknownStages,
} from '@reprise/core/pipeline';
import { expressionsAsked, previewStages } from '@reprise/core/selection';
import type { StoredPipeline } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { inputsOfSets } from './input-sets.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { withTemplates } from './resolve-templates.ts';

export interface StagesInput extends PipelineInput {
  /** Stages by identifier; all of them when there are none. */
  readonly stages: readonly string[];
}
export interface TemplateMergeInput extends StagesInput {
  readonly inputsYaml: string;
}
export interface SetMergeInput extends TemplateMergeInput {
  /** Laid over each other in this order, and `inputsYaml` over them all. */
  readonly inputSets: readonly string[];
}

/** Merged inputs, and the pipeline with them in it. */
export interface MergedForPipeline {
  readonly inputsYaml: string;
  readonly pipelineYaml: string;
}

export interface TemplateOfInputs {
  /** Empty when nothing is asked for. */
  readonly yaml: string;
  /** Expressions that lead to stages outside the chosen ones: each needs a value. */
  readonly expressions: readonly string[];
  readonly hasInputSets: boolean;
}

/** The skeleton of the runtime inputs of a pipeline, or of some of its stages. */
export const templateOfInputs: UseCase<StagesInput, TemplateOfInputs> = async (
  needs,
  caller,
  input,
) => {
  const found = await openStages(needs, caller, input);
  if (!found.ok) return found;
  const { pipeline, resolved } = found.value;
  const preview = input.stages.length === 0 ? ok(null) : previewStages(resolved, input.stages);
  if (!preview.ok) return preview;
  const { scope, identifier: parent } = pipeline;
  const filter = { kind: 'inputSet', scope: { level: 'project', ...scope }, parent } as const;
  const { total } = await needs.store.objects.list(filter, 0, 1);
  const hasInputSets = total > 0;
  if (preview.value === null) {
    return ok({ yaml: inputsTemplate(resolved.yaml), expressions: [], hasInputSets });
  }
  const { yaml, leftOut } = preview.value;
  const expressions = expressionsAsked(yaml, leftOut).map(({ expression }) => expression);
  return ok({ yaml: inputsTemplate(yaml), expressions, hasInputSets });
};

/** The inputs that come of several input sets, later ones over earlier ones. */
export const mergeInputSets: UseCase<SetMergeInput, MergedForPipeline> = async (
  needs,
  caller,
  input,
) => {
  const found = await openStages(needs, caller, input);
  if (!found.ok) return found;
  const { pipeline, resolved } = found.value;
  const { scope, identifier } = pipeline;
  const sets = await inputsOfSets(needs.store, scope, identifier, input.inputSets);
  if (!sets.ok) return sets;
  const inputsYaml = ofStages(overlayInputs([sets.value, input.inputsYaml]), input.stages);
  return ok({ inputsYaml, pipelineYaml: mergeInputs(resolved.yaml, inputsYaml).yaml });
};

/**
 * The skeleton of the inputs with what is given at its places: what the pipeline does not ask for any more is left out,
 * what is not given stays open or takes its default.
 */
export const mergeWithTemplate: UseCase<TemplateMergeInput, MergedForPipeline> = async (
  needs,
  caller,
  input,
) => {
  const found = await openStages(needs, caller, input);
  if (!found.ok) return found;
  const { resolved } = found.value;
  const template = inputsTemplate(resolved.yaml, input.stages);
  const inputsYaml = template === '' ? '' : mergeInputs(template, input.inputsYaml).yaml;
  return ok({ inputsYaml, pipelineYaml: mergeInputs(resolved.yaml, inputsYaml).yaml });
};

const ofStages = (inputsYaml: string, stages: readonly string[]): string =>
  stages.length === 0 || inputsYaml.trim() === '' ? inputsYaml : inputsOfStages(inputsYaml, stages);

async function openStages(
  needs: UseCaseNeeds,
  caller: Caller,
  input: StagesInput,
): Answer<{ readonly pipeline: StoredPipeline; readonly resolved: ResolvedTemplates }> {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const pipeline = found.value;
  const resolved = await withTemplates(needs.store, pipeline.scope, pipeline.yaml);
  const unknown = unknownStages(resolved.yaml, input.stages);
  if (unknown.length === 0) return ok({ pipeline, resolved });
  const message = `The pipeline ${pipeline.identifier} has no stage ${unknown.join(', ')}: stages are named by their identifiers.`;
  return refused(refusal('INVALID_REQUEST', message, { stageIdentifiers: unknown }));
}
