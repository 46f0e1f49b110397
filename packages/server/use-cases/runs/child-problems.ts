import type { Problem, Scope, Text } from '@reprise/core';
import type { Pipeline, Stage, StageEntry } from '@reprise/core/pipeline';
import type { ChainedPipelineSpec } from '@reprise/core/step-types';
import type { Store } from '../../ports/index.ts';

/**
 * What can be known to be wrong with the chained stages of a pipeline before it runs: a pipeline that does not exist, or
 * that is the pipeline itself. What expressions name is seen when the stage's turn has come.
 */
export async function childProblems(
  { pipelines }: Pick<Store, 'pipelines'>,
  scope: Scope,
  pipeline: Pipeline,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const spec of pipeline.stages.flatMap(stagesOf).flatMap(chainedIn)) {
    const { org, project, pipeline: named } = spec;
    if ([org, project, named].some(isExpression)) continue;
    const place = { accountId: scope.accountId, orgId: org.text, projectId: project.text };
    const isHere = org.text === scope.orgId && project.text === scope.projectId;
    if (isHere && named.text === pipeline.identifier) {
      const message = `The pipeline "${named.text}" would run itself.`;
      problems.push(problemAt(named, 'pipeline-runs-itself', message));
    } else if ((await pipelines.get(place, named.text)) === null) {
      const message = `There is no pipeline "${named.text}" in project ${org.text}/${project.text}. Store it first.`;
      problems.push(problemAt(named, 'missing-pipeline', message));
    }
  }
  return problems;
}

const stagesOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(stagesOf);

const chainedIn = ({ steps }: Stage): readonly ChainedPipelineSpec[] =>
  steps.flatMap((entry) =>
    entry.kind === 'step' && entry.step.spec.type === 'Pipeline' ? [entry.step.spec] : [],
  );

const isExpression = ({ text }: Text): boolean => text.includes('<+');

const problemAt = ({ at }: Text, code: string, message: string): Problem => ({
  severity: 'error',
  code,
  message,
  ...at,
});
