import { stringify } from 'yaml';

type Entry = Readonly<Record<string, unknown>>;

const shellStep = (identifier: string, script: string): Entry => ({
  step: {
    identifier,
    name: identifier,
    type: 'ShellScript',
    spec: { shell: 'Bash', source: { type: 'Inline', spec: { script } } },
  },
});

const customStage = (identifier: string, steps: Readonly<Record<string, string>>): Entry => ({
  stage: {
    identifier,
    name: identifier,
    type: 'Custom',
    spec: {
      execution: {
        steps: Object.entries(steps).map(([step, script]) => shellStep(step, script)),
      },
    },
  },
});

/** Scripts by step identifier, by stage identifier. */
export type Stages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The YAML of a pipeline of shell steps. Stages of one argument come one after another; an argument wrapped by
 * `sideBySide` is one parallel group.
 */
export function shellPipeline(
  identifier: string,
  ...parts: readonly (Stages | ParallelStages)[]
): string {
  const stages = parts.flatMap((part) => {
    if (!isParallel(part)) return stagesOf(part);
    return [{ parallel: stagesOf(part.parallel) }];
  });
  return stringify({
    pipeline: {
      identifier,
      name: identifier,
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      stages,
    },
  });
}

export interface ParallelStages {
  readonly kind: 'parallel stages';
  readonly parallel: Stages;
}

export const sideBySide = (parallel: Stages): ParallelStages => ({
  kind: 'parallel stages',
  parallel,
});

const stagesOf = (stages: Stages): readonly Entry[] =>
  Object.entries(stages).map(([stage, steps]) => customStage(stage, steps));

function isParallel(part: Stages | ParallelStages): part is ParallelStages {
  return part.kind === 'parallel stages';
}
