import { ok } from '@reprise/core';
import type { PrepareChild } from '../engine/engine.ts';
import { createCompiler } from './compile.ts';
import type { UseCaseOptions } from './needs.ts';
import { findPipeline } from './pipelines.ts';
import { prepareRun } from './prepare-run.ts';
import type { SurroundingsNeeds } from './surroundings.ts';

/**
 * What the child of a chained stage runs: the pipeline as it is stored when the stage's turn has come, if whoever started
 * the parent may run it.
 */
export function childPreparer(
  options: SurroundingsNeeds & Pick<UseCaseOptions, 'digest'>,
): PrepareChild {
  const needs = { ...options, compile: createCompiler(options.digest) };
  return async ({ scope: { accountId }, trigger: { by } }, child) => {
    const scope = { accountId, orgId: child.orgId, projectId: child.projectId };
    const input = { scope, pipeline: child.pipelineId };
    const caller = { principal: by };
    const found = await findPipeline(needs, caller, 'core_pipeline_execute', input);
    if (!found.ok) return found;
    const { inputsYaml, inputSets } = child;
    const prepared = await prepareRun(needs, caller, found.value, { inputsYaml, inputSets });
    return prepared.ok ? ok(prepared.value) : prepared;
  };
}
