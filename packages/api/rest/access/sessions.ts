/** Logging in and out of a server with users, and what was done to an execution. */
import * as z from 'zod/mini';
import { endpoint } from '../endpoint.ts';
import { scopeQuery } from '../query.ts';

const person = z.object({
  id: z.nullable(z.string()),
  name: z.string(),
  email: z.nullable(z.string()),
  kind: z.enum(['local', 'system', 'user', 'service-account']),
});
/** `login`: whether there are users at all; without them everybody at the server's own machine is the one user. */
const session = z.object({ login: z.boolean(), user: z.nullable(person) });

const act = z.object({
  at: z.number(),
  by: person,
  from: z.object({ address: z.nullable(z.string()), agent: z.nullable(z.string()) }),
  action: z.string(),
  reason: z.nullable(z.string()),
  change: z.record(z.string(), z.string()),
});
export type ActDocument = z.infer<typeof act>;

export const sessionEndpoints = {
  getSession: endpoint({
    method: 'GET',
    path: '/api/v1/session',
    permission: 'public',
    query: z.object({}),
    body: { kind: 'none' },
    response: { kind: 'json', schema: session },
  }),
  login: endpoint({
    method: 'POST',
    path: '/api/v1/login',
    permission: 'public',
    query: z.object({}),
    body: { kind: 'json', schema: z.object({ email: z.string(), password: z.string() }) },
    response: { kind: 'json', schema: session },
  }),
  logout: endpoint({
    method: 'POST',
    path: '/api/v1/logout',
    permission: 'public',
    query: z.object({}),
    body: { kind: 'none' },
    response: { kind: 'json', schema: session },
  }),
  /** Chooses a password with the secret of a link. */
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/api/v1/invitations/accept',
    permission: 'public',
    query: z.object({}),
    body: {
      kind: 'json',
      schema: z.object({
        secret: z.string(),
        password: z.string(),
        email: z.optional(z.string()),
        name: z.optional(z.string()),
      }),
    },
    response: { kind: 'json', schema: session },
  }),
  /** Every act on an execution, the newest first. */
  listActs: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/acts',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.object({ acts: z.array(act) }) },
  }),
};
