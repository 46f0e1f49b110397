/** The wrappers that Harness's NG endpoints put around every answer. */
import * as z from 'zod/mini';

/** `{status: "SUCCESS", data, metaData, correlationId}`. */
export const envelope = <Data extends z.ZodMiniType>(data: Data) =>
  z.object({
    status: z.literal('SUCCESS'),
    data,
    metaData: z.null(),
    correlationId: z.string(),
  });

/** One page of a list. Clients read the total under either of two names, so both are sent. */
export const page = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({
    content: z.array(item),
    totalElements: z.number(),
    totalItems: z.number(),
    totalPages: z.number(),
    pageIndex: z.number(),
    pageSize: z.number(),
    pageItemCount: z.number(),
    empty: z.boolean(),
  });

/** What is wrong with a YAML document, at a line and column counted from 1. */
export const problemInYaml = z.object({
  severity: z.enum(['error', 'unsupported', 'warning']),
  code: z.string(),
  message: z.string(),
  line: z.number(),
  column: z.number(),
  /** Set when the place is in the YAML of the inputs. */
  file: z.optional(z.literal('inputs')),
  /** Set when the place is in the YAML of a template. */
  template: z.optional(z.string()),
});

/** What is wrong with which field of a query or a body. */
export const fieldErrors = z.array(z.object({ fieldId: z.string(), error: z.string() }));

/** Every refusal, of every endpoint. `metadata` holds the facts; for bad YAML, `problems`. */
export const errorEnvelope = z.object({
  status: z.literal('ERROR'),
  code: z.string(),
  message: z.string(),
  correlationId: z.string(),
  detailedMessage: z.nullable(z.string()),
  responseMessages: z.array(
    z.object({
      code: z.string(),
      level: z.literal('ERROR'),
      message: z.string(),
      exception: z.null(),
      failureTypes: z.array(z.string()),
    }),
  ),
  errors: z.optional(fieldErrors),
  metadata: z.record(z.string(), z.unknown()),
});
export type ErrorEnvelope = z.infer<typeof errorEnvelope>;
