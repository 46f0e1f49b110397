import type { PlacedYaml } from '../model.ts';

/** A stage with one script, and more keys of its own. */
export const stage = (identifier: string, script = 'true', more = ''): string => `
    - stage:
        identifier: ${identifier}
        name: Stage ${identifier}
        type: Custom
        ${more}
        spec:
          execution:
            steps:
              - step:
                  identifier: work
                  name: work
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: ${JSON.stringify(script)}}}`;

/** An approval, which nobody may pass by. */
export const approval = (identifier: string): string => `
    - stage:
        identifier: ${identifier}
        name: Stage ${identifier}
        type: Approval
        spec: {execution: {steps: []}}`;

/** A pipeline of these stages that allows to run some of them. */
export const pipelineOf = (
  stages: string,
  more = 'allowStageExecutions: true',
): string => `pipeline:
  identifier: p
  name: p
  projectIdentifier: q
  orgIdentifier: o
  ${more}
  stages:${stages}
`;

export const asWritten = (yaml: string): PlacedYaml => ({ yaml, place: (at) => at });

/** What a script of another stage says that prints an output of the stage `build`. */
export const TAG = '<+pipeline.stages.build.spec.execution.steps.work.output.outputVariables.tag>';
