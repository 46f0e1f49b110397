import type { Result } from '@reprise/core';
import { choice, text } from '../yaml/index.ts';
import { QUEUE_SCOPES, type QueueSpec, type StepWork } from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

export const queue: StepTypeReader<QueueSpec> = {
  type: 'Queue',
  readSpec(fields) {
    const key = fields.required('key', text);
    const scope = fields.required('scope', choice(...QUEUE_SCOPES));
    return key === undefined || scope === undefined ? undefined : { type: 'Queue', key, scope };
  },
};

/** A queue that the server keeps. Its key is shown to whoever waits, so no secret may be in it (I10). */
export function resolveQueue(
  { key, scope }: QueueSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const resolved = turn.text(key).trim();
  if (resolved === '') turn.refuse('the key of the queue is empty', key.at);
  if (UNSHOWN.test(resolved)) turn.refuse('the key holds a control character', key.at);
  if (resolved.length > MOST) turn.refuse(`the key has more than ${MOST} characters`, key.at);
  return turn.result({ kind: 'queue', key: resolved, scope });
}

const UNSHOWN = /[\p{Cc}\p{Cs}]/u;

/** What a database index takes in any encoding. */
const MOST = 512;
