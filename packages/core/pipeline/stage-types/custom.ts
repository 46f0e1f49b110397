import { execution } from '../read-steps.ts';
import type { StageTypeReader } from './stage-type.ts';

/** Steps of any type, and nothing around them. */
export const custom: StageTypeReader<'Custom'> = {
  type: 'Custom',
  readSpec(fields) {
    const read = fields.required('execution', execution);
    fields.unsupported('environment', 'infrastructure', 'service');
    return read && { type: 'Custom', ...read };
  },
};
