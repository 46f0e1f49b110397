import type { Result, Text } from '@reprise/core';
import { given, names, text } from '../yaml/index.ts';
import type { EmailSpec, StepWork } from './model.ts';
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

const ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@[a-zA-Z0-9]([a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?$/;

/** More than these is no notification any more. */
const MOST_RECIPIENTS = 100;

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
  const found = turn
    .text(said)
    .split(/[,;\s]+/)
    .filter((address) => address !== '');
  for (const address of found) {
    if (!ADDRESS.test(address))
      turn.refuse(`"${address.slice(0, 80)}" is no address of a mail`, said.at);
  }
  return found;
}
