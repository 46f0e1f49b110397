import { type Instant, type Text, unreachable } from '@reprise/core';
import type { NotificationMethod } from '@reprise/core/pipeline';
import {
  MOST_RECIPIENTS,
  mailAddresses,
  type StepTexts,
  TextsInTurn,
} from '@reprise/core/step-types';
import { describeError, textsFor } from '../decide/texts.ts';
import { lookupFor } from '../lookup/lookup.ts';
import type { ExecutionState } from '../state.ts';
import { mailOf, webhookBody } from './describe.ts';
import type { NotificationMessage } from './model.ts';
import type { Occurrence } from './occurrences.ts';

/**
 * What a method sends about something that happened; null when it sends nothing. A text without a value stops this
 * notification and nothing else.
 */
export function messageFor(
  method: NotificationMethod,
  state: ExecutionState,
  occurrence: Occurrence,
  now: Instant,
): NotificationMessage | null {
  const texts = textsFor(lookupFor(state, occurrence.node.key, now), state.created);
  switch (method.type) {
    case 'Webhook': {
      const turn = new TextsInTurn(texts);
      const url = turn.taskText(method.url);
      const headers = method.headers.map(({ name, value }) => ({
        name,
        value: turn.taskText(value),
      }));
      const body = webhookBody(state, occurrence, now);
      return resultOf(turn, { kind: 'webhook', url, headers, body });
    }
    case 'Email': {
      const { turn, to } = recipientsOf(method.recipients, texts);
      const { userGroups: groups } = method;
      if (to.length === 0 && groups === undefined)
        turn.refuse('nobody would get the mail', method.at);
      if (to.length > MOST_RECIPIENTS) {
        turn.refuse(`a mail goes to at most ${MOST_RECIPIENTS} addresses`, method.at);
      }
      return resultOf(turn, {
        kind: 'mail',
        to,
        ...(groups === undefined ? {} : { groups }),
        ...mailOf(state, occurrence),
      });
    }
    case 'Slack':
    case 'PagerDuty':
    case 'MsTeams':
    case 'Datadog':
      return null;
    default:
      return unreachable(method);
  }
}

function recipientsOf(recipients: readonly Text[], texts: StepTexts) {
  const turn = new TextsInTurn(texts);
  const to = recipients.flatMap((recipient) => {
    const found = mailAddresses(turn.text(recipient));
    if (found.ok) return found.value;
    turn.refuse(found.error, recipient.at);
    return [];
  });
  return { turn, to };
}

function resultOf(turn: TextsInTurn, message: NotificationMessage): NotificationMessage {
  const result = turn.result(message);
  return result.ok ? result.value : { kind: 'unsendable', reason: describeError(result.error) };
}
