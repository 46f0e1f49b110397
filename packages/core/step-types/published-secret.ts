import { isData, secretOf, type Value } from '@reprise/core/expression';
import type { OutputVariable, StepSpec } from './model/index.ts';

/**
 * An output variable as expressions read it. Of one that is declared as a secret only the reference is stored (I10):
 * `{ secret: reference }`.
 */
export function readOutput(spec: StepSpec, name: string, value: Value): Value {
  const isSecret = scriptOutputs(spec).some((output) => output.name === name && output.secret);
  if (!isSecret || !isData(value)) return value;
  return typeof value['secret'] === 'string' ? secretOf(value['secret']) : value;
}

/** The outputs of a step that a script makes. */
function scriptOutputs(spec: StepSpec): readonly OutputVariable[] {
  if (spec.type === 'CustomApproval') return spec.check.outputs;
  return spec.type === 'ShellScript' || spec.type === 'Run' ? spec.outputs : [];
}
