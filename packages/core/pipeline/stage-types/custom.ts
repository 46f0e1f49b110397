import { execution } from '../read-steps.ts';
import { oneEnvironment } from '../target/read-target.ts';
import type { StageTypeReader } from './stage-type.ts';

/** Steps of any type, and around them at most an environment. */
export const custom: StageTypeReader<'Custom'> = {
  type: 'Custom',
  readSpec(fields) {
    const read = fields.required('execution', execution);
    const target = fields.optional('environment', oneEnvironment);
    fields.unsupported('infrastructure', 'service');
    return read && { type: 'Custom', ...target, ...read };
  },
};
