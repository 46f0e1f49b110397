import type { OutboxEntry } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import type { Handlers } from '../handler.ts';
import { document, map, scopeOfQuery } from '../replies.ts';

/** What executions tell somebody outside. */
export const notificationHandlers = (useCases: UseCases) =>
  ({
    listNotifications: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const found = await useCases.listNotifications(context.caller, input);
      return map(
        map(found, (entries) => ({ notifications: entries.map(shownNotification) })),
        document,
      );
    },
  }) satisfies Partial<Handlers>;

const METHODS = { webhook: 'Webhook', mail: 'Email', unsendable: null } as const;

/** Neither address nor body: there may be more in them than who looks may know. */
function shownNotification(entry: OutboxEntry) {
  const { notification, status, tries, createdAt, updatedAt, dueAt, problem } = entry;
  return {
    rule: notification?.rule ?? null,
    eventType: notification?.event ?? null,
    node: notification?.node ?? null,
    method: notification === null ? null : METHODS[notification.message.kind],
    status,
    tries,
    createdAt,
    lastTriedAt: tries === 0 ? null : updatedAt,
    nextTryAt: dueAt,
    problem,
  };
}
