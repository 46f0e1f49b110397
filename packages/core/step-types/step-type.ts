import type { Fields } from '../yaml/index.ts';
import type { StepSpec } from './model/index.ts';

/**
 * How the `spec` of one step type is read. Every problem goes to the report of the fields; undefined means that no spec
 * could be made of them. The caller reports the keys that the reader did not ask for.
 */
export interface StepTypeReader<Spec extends StepSpec> {
  readonly type: Spec['type'];
  readSpec(fields: Fields): Spec | undefined;
}
