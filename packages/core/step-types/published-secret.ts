import { isData, secretOf, type Value } from '@reprise/core/expression';
import type { StepSpec } from './model/index.ts';

/**
 * An output variable as expressions read it. Of one that is declared as a secret only the reference is stored (I10):
 * `{ secret: reference }`.
 */
export function readOutput(spec: StepSpec, name: string, value: Value): Value {
  if (spec.type !== 'ShellScript' && spec.type !== 'Run') return value;
  const isSecret = spec.outputs.some((output) => output.name === name && output.secret);
  if (!isSecret || !isData(value)) return value;
  return typeof value['secret'] === 'string' ? secretOf(value['secret']) : value;
}
