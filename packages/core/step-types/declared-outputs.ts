import { unreachable } from '@reprise/core';
import { GIT_CLONE_OUTPUTS } from './git-clone-outputs.ts';
import type { StepSpec } from './model/index.ts';

/**
 * What a step will publish below its `output`, known before it runs: a value of its own (`output.httpResponseCode`), or
 * the names in a group (`output.outputVariables.VERSION`).
 */
export type DeclaredOutputs = { readonly [name: string]: 'value' | readonly string[] };

/** The outputs that steps with this spec declare. */
export function declaredOutputs(spec: StepSpec): DeclaredOutputs {
  switch (spec.type) {
    case 'ShellScript':
    case 'Run':
      return { outputVariables: namesOf(spec.outputs) };
    case 'CustomApproval':
      return { outputVariables: namesOf(spec.check.outputs) };
    case 'HarnessApproval':
      return { approverInputs: namesOf(spec.inputs), approvalActivities: 'value' };
    case 'Http':
      return {
        httpUrl: 'value',
        httpMethod: 'value',
        httpResponseCode: 'value',
        httpResponseBody: 'value',
        outputVariables: namesOf(spec.outputs),
      };
    case 'Pipeline':
      return Object.fromEntries(namesOf(spec.outputs).map((name) => [name, 'value']));
    case 'GitClone':
      return Object.fromEntries(GIT_CLONE_OUTPUTS.map((name) => [name, 'value']));
    case 'Wait':
    case 'Barrier':
    case 'Queue':
    case 'Plugin':
    case 'Background':
    case 'Email':
      return {};
    default:
      return unreachable(spec);
  }
}

const namesOf = (declared: readonly { readonly name: string }[]): readonly string[] =>
  declared.map(({ name }) => name);
