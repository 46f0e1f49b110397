import { readChainedPipeline } from '@reprise/core/step-types';
import type { StageTypeReader } from './stage-type.ts';

/** What the one step of a chained stage is called. */
const CHILD = { identifier: 'child', name: 'Child pipeline' };

/** Runs another pipeline, as an execution of its own. */
export const pipeline: StageTypeReader<'Pipeline'> = {
  type: 'Pipeline',
  readSpec(fields) {
    const { at } = fields.map;
    const spec = readChainedPipeline(fields);
    return spec && { type: 'Pipeline', steps: [{ kind: 'step', step: { ...CHILD, at, spec } }] };
  },
};
