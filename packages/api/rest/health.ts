/** Is the server there, and does it take work. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';

const health = z.object({ status: z.enum(['ok', 'starting']), version: z.string() });

export const healthEndpoints = {
  healthz: endpoint({
    method: 'GET',
    path: '/healthz',
    permission: 'public',
    query: z.object({}),
    body: { kind: 'none' },
    response: { kind: 'json', schema: health },
  }),
  /** 503 with `starting` until the executions that were under way are taken up, and again when the server drains. */
  readyz: endpoint({
    method: 'GET',
    path: '/readyz',
    permission: 'public',
    query: z.object({}),
    body: { kind: 'none' },
    response: { kind: 'json', schema: health },
  }),
};
