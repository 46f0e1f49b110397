import { asMilliseconds, type Milliseconds, ok, type Result } from '@reprise/core';
import { duration, isRuntimeInput, type Reader } from '../yaml/index.ts';
import type { StepWork, WaitSpec } from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';

export const wait: StepTypeReader<WaitSpec> = {
  type: 'Wait',
  readSpec(fields) {
    const length = fields.required('duration', waitDuration);
    return length === undefined ? undefined : { type: 'Wait', duration: length };
  },
};

/** `<+input>` stands for ten seconds until it is replaced. */
const waitDuration: Reader<Milliseconds> = (node, report) =>
  isRuntimeInput(node) ? asMilliseconds(10_000) : duration(node, report);

/** A time that the engine lets pass. */
export function resolveWait(spec: WaitSpec): Result<StepWork, never> {
  return ok({ kind: 'wait', duration: spec.duration });
}
