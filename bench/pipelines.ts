/** Pipelines of a given shape, as YAML. `script` says what the n-th step runs, n from 1. */
export type Script = (n: number) => string;

function step(identifier: string, script: string): string {
  return [
    'step:',
    `  identifier: ${identifier}`,
    `  name: ${identifier}`,
    '  type: ShellScript',
    '  spec:',
    '    shell: Bash',
    '    source:',
    '      type: Inline',
    '      spec:',
    `        script: ${JSON.stringify(script)}`,
  ].join('\n');
}

function stage(identifier: string, steps: readonly string[]): string {
  return [
    'stage:',
    `  identifier: ${identifier}`,
    `  name: ${identifier}`,
    '  type: Custom',
    '  spec:',
    '    execution:',
    '      steps:',
    ...steps.map((text) => item(text, 8)),
  ].join('\n');
}

function pipeline(identifier: string, items: readonly string[]): string {
  return [
    'pipeline:',
    `  identifier: ${identifier}`,
    `  name: ${identifier}`,
    '  orgIdentifier: default',
    '  projectIdentifier: default_project',
    '  stages:',
    ...items.map((text) => item(text, 4)),
    '',
  ].join('\n');
}

function item(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  return text
    .split('\n')
    .map((line, index) => `${pad}${index === 0 ? '- ' : '  '}${line}`)
    .join('\n');
}

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => i + 1);

/** `stages` stages one after another, each of one step. */
export function chainOfStages(identifier: string, stages: number, script: Script): string {
  return pipeline(
    identifier,
    numbers(stages).map((n) => stage(`stage_${n}`, [step(`step_${n}`, script(n))])),
  );
}

/** One stage of `steps` steps one after another. */
export function chainOfSteps(identifier: string, steps: number, script: Script): string {
  return pipeline(identifier, [
    stage(
      'stage_1',
      numbers(steps).map((n) => step(`step_${n}`, script(n))),
    ),
  ]);
}

/** `stages` stages side by side, each of one step. */
export function parallelStages(identifier: string, stages: number, script: Script): string {
  const members = numbers(stages).map((n) => stage(`stage_${n}`, [step(`step_${n}`, script(n))]));
  return pipeline(identifier, [`parallel:\n${members.map((text) => item(text, 2)).join('\n')}`]);
}

/** The smallest pipeline that starts a process. */
export const shellStepPipeline = (identifier: string): string =>
  chainOfSteps(identifier, 1, () => 'true');
