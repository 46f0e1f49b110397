import type { ExecutionId, Json, NodeKey } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import type { NotificationEvent } from '@reprise/core/pipeline';

/** What somebody outside is told of one event, by one rule. */
export interface Notification {
  /** Made of what it tells: the same event makes the same one (I3). */
  readonly id: string;
  readonly executionId: ExecutionId;
  /** The name of the rule that asks for it. */
  readonly rule: string;
  readonly event: NotificationEvent;
  readonly node: NodeKey;
  readonly message: NotificationMessage;
}

/** What is sent, with every expression resolved but secrets: those are resolved at sending (I10). */
export type NotificationMessage = WebhookMessage | MailMessage | UnsendableMessage;

export interface WebhookMessage {
  readonly kind: 'webhook';
  readonly url: TaskText;
  readonly headers: readonly { readonly name: string; readonly value: TaskText }[];
  readonly body: Json;
}
export interface MailMessage {
  readonly kind: 'mail';
  readonly to: readonly string[];
  /** User groups whose members get it too; who that is is asked when it is sent. */
  readonly groups?: readonly string[];
  readonly subject: string;
  readonly body: string;
}
/** A text of the rule has no value. The execution goes on; people see why nothing came. */
export interface UnsendableMessage {
  readonly kind: 'unsendable';
  readonly reason: string;
}
