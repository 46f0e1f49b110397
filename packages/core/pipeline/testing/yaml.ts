/** Pieces of pipeline YAML for tests. Each piece begins at column 1; `indented` puts it in its place. */

const indented = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : ' '.repeat(by) + line))
    .join('\n');

export interface PipelineParts {
  /** Further keys of the pipeline, indented by two, each line after a newline. */
  readonly head?: string;
  readonly stages: readonly string[];
}

export function pipelineYaml({ head = '', stages }: PipelineParts): string {
  const items = stages.map((stage) => `    - ${indented(stage, 6)}\n`);
  return `pipeline:\n  identifier: demo\n  name: Demo${head}\n  stages:\n${items.join('')}`;
}

export function stageYaml(identifier: string, steps: readonly string[], extra = ''): string {
  const items = steps.map((step) => `\n        - ${indented(step, 10)}`);
  const further = extra === '' ? '' : `\n  ${indented(extra, 2)}`;
  return `stage:
  identifier: ${identifier}
  name: Stage ${identifier}
  type: Custom${further}
  spec:
    execution:
      steps:${items.join('')}`;
}

export function waitStep(identifier: string): string {
  return `step:
  identifier: ${identifier}
  name: Step ${identifier}
  type: Wait
  spec:
    duration: 10s`;
}

export function shellStep(identifier: string, script: string, extra = ''): string {
  const further = extra === '' ? '' : `\n    ${indented(extra, 4)}`;
  return `step:
  identifier: ${identifier}
  name: Step ${identifier}
  type: ShellScript
  timeout: 10m
  spec:
    shell: Bash
    source:
      type: Inline
      spec:
        script: |
          ${indented(script, 10)}${further}`;
}
