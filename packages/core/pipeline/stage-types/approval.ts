import { execution } from '../read-steps.ts';
import type { StageTypeReader } from './stage-type.ts';

/** Steps among which people decide how the pipeline goes on. */
export const approval: StageTypeReader<'Approval'> = {
  type: 'Approval',
  readSpec(fields) {
    const read = fields.required('execution', execution);
    fields.unsupported('environment', 'infrastructure', 'service');
    return read && { type: 'Approval', ...read };
  },
};
