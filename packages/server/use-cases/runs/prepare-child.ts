import { ok } from '@reprise/core';
import type { PlanChildRetry, PrepareChild } from '../../engine/engine.ts';
import { openExecution } from '../executions/open-execution.ts';
import type { UseCaseOptions } from '../needs.ts';
import { findPipeline } from '../pipelines/pipelines.ts';
import { continueChild, type PlanNeeds } from '../retry/plan-retry.ts';
import { createCompiler } from './compile.ts';
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

/**
 * How a chained stage goes on with the child that it had, by the rules and the rights of the moment when the stage's turn
 * has come.
 */
export function childRetryPlanner(options: Omit<PlanNeeds, 'engine' | 'compile'>): PlanChildRetry {
  const compile = createCompiler(options.digest);
  return async ({ trigger: { by }, retry }, { created }, read) => {
    const needs = { ...options, compile, engine: { read } };
    const { executionId: execution, scope } = created;
    const caller = { principal: by };
    const opened = await openExecution(needs, caller, 'core_pipeline_retry', { execution, scope });
    if (!opened.ok) return opened;
    return continueChild(needs, caller, opened.value, retry?.runAllStages ?? true);
  };
}
