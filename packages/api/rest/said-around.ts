/** What v1 requests say of a document besides its YAML. */
import * as z from 'zod/mini';

export const saidAround = {
  identifier: z.optional(z.nullable(z.string())),
  name: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  tags: z.optional(z.nullable(z.record(z.string(), z.string()))),
};
