import { ok, type Position, type Result, refused, unreachable } from '@reprise/core';
import type { Text } from '@reprise/core/pipeline';
import type {
  HarnessApprovalSpec,
  ShellScriptSpec,
  StepSpec,
  StepWork,
  TaskText,
} from './model.ts';

/** Why a text of a step has no value, and where in the pipeline's YAML the fault stands. */
export interface StepTextError {
  readonly message: string;
  readonly at: Position;
}

/** How the caller evaluates the texts of a step: it knows the execution, this folder knows the step types. */
export interface StepTexts {
  /** Text for the server's own use; a secret in it is refused. */
  text(text: Text): Result<string, StepTextError>;
  /** Text for a delegate; secrets stay references in it (I10). */
  taskText(text: Text): Result<TaskText, StepTextError>;
}

/**
 * Turns a parsed step into what its next attempt does, and who does it: every expression is evaluated now, once, and
 * what comes out is data (never evaluated again). Refuses with the first text that has no value.
 */
export function resolveStep(spec: StepSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  switch (spec.type) {
    case 'ShellScript':
      return resolveShellScript(spec, texts);
    case 'HarnessApproval':
      return resolveHarnessApproval(spec, texts);
    case 'Wait':
      return ok({ kind: 'wait', duration: spec.duration });
    default:
      return unreachable(spec);
  }
}

function resolveShellScript(
  spec: ShellScriptSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const script = texts.taskText(spec.script);
  if (!script.ok) return refused(script.error);
  const environment: [string, TaskText][] = [];
  for (const variable of spec.environment) {
    const value = texts.taskText(variable.value);
    if (!value.ok) return refused(value.error);
    environment.push([variable.name, value.value]);
  }
  return ok({
    kind: 'task',
    task: {
      type: 'ShellScript',
      shell: spec.shell,
      script: script.value,
      environment: Object.fromEntries(environment),
      outputs: spec.outputs,
    },
    selectors: spec.delegateSelectors,
  });
}

function resolveHarnessApproval(
  spec: HarnessApprovalSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const message = texts.text(spec.message);
  if (!message.ok) return refused(message.error);
  const inputs: { name: string; defaultValue: string }[] = [];
  for (const input of spec.inputs) {
    const defaultValue = texts.text(input.defaultValue);
    if (!defaultValue.ok) return refused(defaultValue.error);
    inputs.push({ name: input.name, defaultValue: defaultValue.value });
  }
  return ok({
    kind: 'approval',
    approval: {
      message: message.value,
      userGroups: spec.userGroups,
      minimumCount: spec.minimumCount,
      disallowPipelineExecutor: spec.disallowPipelineExecutor,
      inputs,
    },
  });
}
