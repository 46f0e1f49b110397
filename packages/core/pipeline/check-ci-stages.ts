import type { Position } from '@reprise/core';
import { type Report, scalarText, valueAt, type YamlNode } from '../yaml/index.ts';
import { CLONE_STEP } from './codebase.ts';
import { flatten } from './outline.ts';

/** Step types that Harness does not take in a CI stage. */
const NOT_IN_CI: ReadonlySet<string> = new Set([
  'CustomApproval',
  'Email',
  'HarnessApproval',
  'Http',
  'JiraApproval',
  'ServiceNowApproval',
  'ShellScript',
]);

/** Checks what only the whole file shows of CI stages: which steps stand in them, and on whose infrastructure they run. */
export function checkCiStages(root: YamlNode, report: Report): void {
  const stages = stagesOf(root);
  stages.forEach((stage, index) => {
    const spec = valueAt(stage, 'spec');
    const isCi = scalarText(valueAt(stage, 'type')) === 'CI';
    if (isCi) {
      checkUseFromStage(spec, stages.slice(0, index), report);
      checkCloneStep(spec, report);
    }
    for (const step of stepsOf(valueAt(spec, 'execution'))) checkStep(step, isCi, report);
  });
}

const stagesOf = (root: YamlNode): readonly YamlNode[] =>
  [...flatten(valueAt(valueAt(root, 'pipeline'), 'stages'))].flatMap((item) => {
    const stage = valueAt(item, 'stage');
    return stage === undefined ? [] : [stage];
  });

/** All steps of an execution or a group, those of groups in it too. */
function* stepsOf(list: YamlNode | undefined): Generator<YamlNode> {
  for (const key of ['steps', 'rollbackSteps']) {
    for (const item of flatten(valueAt(list, key))) {
      const step = valueAt(item, 'step');
      if (step !== undefined) yield step;
      yield* stepsOf(valueAt(item, 'stepGroup'));
    }
  }
}

function checkStep(step: YamlNode, isCi: boolean, report: Report): void {
  const type = valueAt(step, 'type');
  const name = scalarText(type);
  if (type === undefined || name === undefined) return;
  if (isCi && NOT_IN_CI.has(name)) {
    const message = `A CI stage takes no ${name} steps: move it to a Custom stage${name === 'ShellScript' ? ', or make it a Run step' : ''}.`;
    report.error('misplaced-step', message, type.at);
  }
  if (!isCi && name === 'Background') {
    const message = 'Background steps are supported in CI stages only: they end with their stage.';
    report.unsupported('misplaced-step', message, type.at);
  }
}

function checkUseFromStage(
  spec: YamlNode | undefined,
  earlier: readonly YamlNode[],
  report: Report,
): void {
  const reference = valueAt(valueAt(spec, 'infrastructure'), 'useFromStage');
  const name = scalarText(reference);
  if (reference === undefined || name === undefined || name.includes('<+')) return;
  const stage = earlier.find((each) => scalarText(valueAt(each, 'identifier')) === name);
  const refuse = (message: string, at: Position): void =>
    report.error('missing-reference', message, at);
  if (stage === undefined) {
    refuse(`There is no stage "${name}" before this one.`, reference.at);
  } else if (valueAt(stage, 'template') !== undefined) {
    return;
  } else if (scalarText(valueAt(stage, 'type')) !== 'CI') {
    refuse(`The stage "${name}" is no CI stage and has no such infrastructure.`, reference.at);
  } else if (valueAt(valueAt(valueAt(stage, 'spec'), 'infrastructure'), 'useFromStage')) {
    refuse(`The stage "${name}" uses that of another itself: name that one.`, reference.at);
  }
}

/** The step that clones the codebase has an identifier like all others. */
function checkCloneStep(spec: YamlNode | undefined, report: Report): void {
  if (scalarText(valueAt(spec, 'cloneCodebase')) !== 'true') return;
  for (const item of flatten(valueAt(valueAt(spec, 'execution'), 'steps'))) {
    const named = valueAt(valueAt(item, 'step') ?? valueAt(item, 'stepGroup'), 'identifier');
    if (named === undefined || scalarText(named) !== CLONE_STEP.identifier) continue;
    const message = `"${CLONE_STEP.identifier}" is what the step is called that clones the codebase: choose another identifier.`;
    report.error('duplicate-identifier', message, named.at);
  }
}
