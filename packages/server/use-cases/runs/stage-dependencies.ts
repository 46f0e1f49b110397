import { ok } from '@reprise/core';
import { analyseStages, type StageDependencies } from '@reprise/core/selection';
import type { UseCase } from '../needs.ts';
import { findPipeline, type PipelineInput } from '../pipelines/pipelines.ts';
import { withTemplates } from '../pipelines/resolve-templates.ts';

/** How the stages of a pipeline stand to each other, and so which of them can run without which. */
export const listStageDependencies: UseCase<PipelineInput, readonly StageDependencies[]> = async (
  needs,
  caller,
  input,
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const resolved = await withTemplates(needs.store, found.value.scope, found.value.yaml);
  return ok(analyseStages(resolved.yaml));
};
