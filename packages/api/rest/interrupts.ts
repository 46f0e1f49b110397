/** Acting on a live execution. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { requiredText, scopeQuery } from './query.ts';

const interrupted = z.object({ id: z.string(), type: z.string(), planExecutionId: z.string() });

/** `interruptType` is compared without case. Some clients send a body, which says nothing. */
const asked = {
  method: 'PUT',
  permission: 'core_pipeline_execute',
  query: z.object({ ...scopeQuery, interruptType: requiredText() }),
  body: { kind: 'json', schema: z.object({}) },
  response: { kind: 'json', schema: envelope(interrupted) },
} as const;

export const interruptEndpoints = {
  /**
   * `AbortAll` and `Abort` stop the whole execution, `ExpireAll` as its timeout would; `Pause` keeps anything new from
   * starting until `Resume`; `MarkAsFailed` fails what runs in it.
   */
  interruptExecution: endpoint({
    ...asked,
    path: '/pipeline/api/pipeline/execute/interrupt/{execution}',
  }),
  /** `node` is a `nodeExecutionId`. `MarkAsFailed` fails it, `Abort` aborts the whole execution. */
  interruptNode: endpoint({
    ...asked,
    path: '/pipeline/api/pipeline/execute/interrupt/{execution}/{node}',
  }),
  /** Decides about a step that waits for that: `MarkAsSuccess`, `Ignore`, `Retry`, `Abort`, `StageRollback`, … */
  interveneNode: endpoint({
    ...asked,
    path: '/pipeline/api/pipeline/execute/manualIntervention/interrupt/{execution}/{node}',
  }),
};
