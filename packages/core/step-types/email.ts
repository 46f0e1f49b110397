import type { Result, Text } from '@reprise/core';
import { given, names, text } from '../yaml/index.ts';
import { MOST_RECIPIENTS, mailAddresses } from './mail-addresses.ts';
import type { EmailSpec, StepWork } from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

export const email: StepTypeReader<EmailSpec> = {
  type: 'Email',
  readSpec(fields) {
    const to = fields.required('to', text);
    const cc = fields.optional('cc', text);
    const subject = fields.required('subject', text);
    const body = fields.optional('body', text) ?? { text: '', at: fields.map.at };
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    fields.unsupported('toUserGroups', 'ccUserGroups', 'attachments');
    if (to === undefined || subject === undefined) return undefined;
    return { type: 'Email', to, ...given('cc', cc), subject, body, delegateSelectors };
  },
};

/** A mail that a delegate sends. It leaves the house in the clear, so no secret may be in it (I10). */
export function resolveEmail(spec: EmailSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const to = addresses(spec.to, turn);
  const cc = spec.cc === undefined ? [] : addresses(spec.cc, turn);
  if (to.length === 0) turn.refuse('nobody would get the mail: "to" is empty', spec.to.at);
  if (to.length + cc.length > MOST_RECIPIENTS) {
    turn.refuse(`a mail goes to at most ${MOST_RECIPIENTS} addresses`, spec.to.at);
  }
  // A subject is one line.
  const subject = turn.text(spec.subject).replaceAll(/\s+/g, ' ').trim();
  const task = { type: 'Email', to, cc, subject, body: turn.text(spec.body) } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}

function addresses(said: Text, turn: TextsInTurn): readonly string[] {
  const found = mailAddresses(turn.text(said));
  if (found.ok) return found.value;
  turn.refuse(found.error, said.at);
  return [];
}
