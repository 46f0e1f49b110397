import { execution } from '../read-steps.ts';
import { environment } from '../target/read-target.ts';
import type { StageTypeReader } from './stage-type.ts';

/** Steps of any type, and around them at most an environment. */
export const custom: StageTypeReader<'Custom'> = {
  type: 'Custom',
  readSpec(fields) {
    const read = fields.required('execution', execution);
    const target = fields.optional('environment', environment);
    fields.unsupported('infrastructure', 'service');
    return read && { type: 'Custom', ...target, ...read };
  },
};
