/** What executions tell somebody outside. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { scopeQuery } from './query.ts';
import { instant } from './shapes/index.ts';

const notification = z.object({
  /** The name of the rule. */
  rule: z.nullable(z.string()),
  eventType: z.nullable(z.string()),
  /** The full name of the node that it is about. */
  node: z.nullable(z.string()),
  method: z.nullable(z.enum(['Webhook', 'Email'])),
  status: z.enum(['WAITING', 'SENT', 'GIVEN_UP']),
  tries: z.number(),
  createdAt: instant,
  lastTriedAt: z.nullable(instant),
  nextTryAt: z.nullable(instant),
  /** Why the last try failed. */
  problem: z.nullable(z.string()),
});

export type NotificationState = z.infer<typeof notification>;

export const notificationEndpoints = {
  /** Reprise's own: what became of the notifications of an execution, oldest first. */
  listNotifications: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/notifications',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.object({ notifications: z.array(notification) }) },
  }),
};
