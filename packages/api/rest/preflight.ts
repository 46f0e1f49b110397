/** Looking, before a run, at what would stand in its way. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { requiredText, scopeQuery } from './query.ts';

const entityError = z.nullable(
  z.object({
    summary: z.string(),
    description: z.string(),
    causes: z.array(z.object({ cause: z.string() })),
    resolution: z.array(z.object({ resolution: z.string() })),
  }),
);

/** `UNKNOWN`: it was not tried, and the error says why. */
const status = z.enum(['SUCCESS', 'FAILURE', 'UNKNOWN']);

const inputCheck = z.object({
  success: z.boolean(),
  fqn: z.string(),
  stageName: z.nullable(z.string()),
  stepName: z.nullable(z.string()),
  errorInfo: entityError,
});

const connectorCheck = z.object({
  connectorIdentifier: z.string(),
  fqn: z.string(),
  stageName: z.nullable(z.string()),
  stageIdentifier: z.nullable(z.string()),
  stepName: z.nullable(z.string()),
  stepIdentifier: z.nullable(z.string()),
  status,
  errorInfo: entityError,
});

const preflight = z.object({
  status,
  pipelineInputWrapperResponse: z.object({
    status,
    label: z.string(),
    pipelineInputResponse: z.array(inputCheck),
  }),
  connectorWrapperResponse: z.object({
    status,
    label: z.string(),
    checkResponses: z.array(connectorCheck),
  }),
  errorInfo: z.nullable(z.object({ count: z.number(), message: z.string() })),
});
export type Preflight = z.infer<typeof preflight>;

export const preflightEndpoints = {
  /** The body is the YAML of the runtime inputs, as a run takes it. Answers with the id of the check, which is over by then. */
  startPreflight: endpoint({
    method: 'POST',
    path: '/pipeline/api/pipeline/execute/preflightCheck',
    permission: 'core_pipeline_execute',
    query: z.object({ ...scopeQuery, pipelineIdentifier: requiredText() }),
    body: { kind: 'yaml' },
    response: { kind: 'json', schema: envelope(z.string()) },
  }),
  getPreflight: endpoint({
    method: 'GET',
    path: '/pipeline/api/pipeline/execute/getPreflightCheckResponse',
    permission: 'core_pipeline_view',
    query: z.object({ ...scopeQuery, preflightCheckId: requiredText() }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(preflight) },
  }),
};
