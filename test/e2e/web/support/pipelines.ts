import { shellPipeline } from '../../../../packages/server/testing/shell-pipelines.ts';

/** The YAML of a pipeline of stages with one step each, `run`, given by its script. */
export const oneStepEach = (
  identifier: string,
  scripts: Readonly<Record<string, string>>,
): string =>
  shellPipeline(
    identifier,
    Object.fromEntries(Object.entries(scripts).map(([stage, run]) => [stage, { run }])),
  );
