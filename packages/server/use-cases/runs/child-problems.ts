import type { Problem, Scope, Text } from '@reprise/core';
import type { Pipeline } from '@reprise/core/pipeline';
import type { Store } from '../../ports/index.ts';
import { chainedPipelines } from './chained-pipelines.ts';

/**
 * What can be known to be wrong with the chained stages of a pipeline before it runs: a pipeline that does not exist, or
 * that is the pipeline itself. What expressions name is seen when the stage's turn has come.
 */
export async function childProblems(
  { pipelines }: Pick<Store, 'pipelines'>,
  here: Scope,
  pipeline: Pipeline,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { scope, identifier, named } of chainedPipelines(pipeline, here)) {
    const { orgId, projectId } = scope;
    const isHere = orgId === here.orgId && projectId === here.projectId;
    if (isHere && identifier === pipeline.identifier) {
      const message = `The pipeline "${identifier}" would run itself.`;
      problems.push(problemAt(named, 'pipeline-runs-itself', message));
    } else if ((await pipelines.get(scope, identifier)) === null) {
      const message = `There is no pipeline "${identifier}" in project ${orgId}/${projectId}. Store it first.`;
      problems.push(problemAt(named, 'missing-pipeline', message));
    }
  }
  return problems;
}

const problemAt = ({ at }: Text, code: string, message: string): Problem => ({
  severity: 'error',
  code,
  message,
  ...at,
});
