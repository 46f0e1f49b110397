import { ok, type Result } from '@reprise/core';
import { text } from '../yaml/index.ts';
import type { BarrierSpec, StepWork } from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';

export const barrier: StepTypeReader<BarrierSpec> = {
  type: 'Barrier',
  readSpec(fields) {
    const barrierRef = fields.required('barrierRef', text);
    return barrierRef === undefined ? undefined : { type: 'Barrier', barrierRef };
  },
};

/** A meeting that the engine arranges. */
export const resolveBarrier = ({ barrierRef }: BarrierSpec): Result<StepWork, never> =>
  ok({ kind: 'barrier', barrier: barrierRef.text });
