/** Inputs that a stage, group or step asks for when its turn has come. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { scopeQuery } from './query.ts';
import { instant } from './shapes/index.ts';

const executionInput = z.object({
  inputInstanceId: z.string(),
  nodeExecutionId: z.string(),
  /** What is asked for, as YAML: a sparse copy of the element with `<+input>…` where values belong. */
  inputTemplate: z.string(),
  /** Reprise's own: what is asked for by name, and until when it is waited for; null when it is not any more. */
  deadline: z.nullable(instant),
  inputs: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      default: z.nullable(z.string()),
      allowedValues: z.nullable(z.array(z.string())),
      severalValues: z.boolean(),
      regex: z.nullable(z.string()),
    }),
  ),
});

const given = z.object({ nodeExecutionId: z.string(), status: z.literal('Success') });

const path = '/pipeline/api/pipeline/execution-input/{node}';

export const executionInputEndpoints = {
  /** What a node asks for, or asked for. */
  getExecutionInputs: endpoint({
    method: 'GET',
    path,
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(executionInput) },
  }),
  /** The template with values in it; what is left out takes its default. */
  giveExecutionInputs: endpoint({
    method: 'POST',
    path,
    permission: 'core_pipeline_execute',
    query: z.object(scopeQuery),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(given) },
  }),
};
