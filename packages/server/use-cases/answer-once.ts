import { type Json, ok, refused } from '@reprise/core';
import type { SelectionRequest } from '@reprise/core/selection';
import type { AnsweredRequest, KeyedRequest, RequestName } from '../ports/index.ts';
import type { Answer, Caller } from './answer.ts';
import { openExecution } from './executions/open-execution.ts';
import type { UseCaseNeeds } from './needs.ts';
import { refusal } from './refusals.ts';
import type { BegunExecution } from './runs/begin-run.ts';

/** What a key may look like: it travels in headers, and is stored. */
const KEY = /^[\x21-\x7e]{1,255}$/;
export const isRequestKey = (text: string): boolean => KEY.test(text);

export interface RepeatableRequest extends Omit<RequestName, 'key'> {
  readonly caller: Caller;
  /** The sender's name for the request; absent when it is not to be known again. */
  readonly key: string | undefined;
  /** All that is asked, in one order: under one key only one thing may be. */
  readonly asked: readonly Json[];
}

type Begin = (request?: KeyedRequest) => Answer<BegunExecution>;

/**
 * Begins an execution, or answers again with the one that the same request began before: when its answer was lost, when
 * it was sent twice at once, and after any restart. A refusal is not kept: nothing was begun, so it is decided anew.
 */
export async function answerOnce(
  needs: UseCaseNeeds,
  request: RepeatableRequest,
  begin: Begin,
): Answer<BegunExecution> {
  const { caller, key, scope, asked } = request;
  if (key === undefined) return begin();
  if (!isRequestKey(key)) return refused(NO_REQUEST_KEY);
  const { kind, name, id = name } = caller.principal;
  const fingerprint = needs.digest(JSON.stringify([kind, id, ...asked]));
  const answerAgain = async (): Promise<Awaited<Answer<BegunExecution>> | null> => {
    const known = await needs.store.executions.answered({ scope, key });
    if (known === null) return null;
    if (known.fingerprint !== fingerprint) return refused(keyReused(known));
    const { execution } = known;
    const opened = await openExecution(needs, caller, 'core_pipeline_retry', {
      execution,
      scope,
    });
    return opened.ok ? ok({ ...opened.value, explanation: BEGUN_BEFORE }) : opened;
  };
  const before = await answerAgain();
  if (before !== null) return before;
  const begun = await begin({ key, fingerprint });
  // Whatever stood against it: the same request may have been answered a moment ago.
  return begun.ok ? begun : ((await answerAgain()) ?? begun);
}

/** What a selection asks for, in one order. */
export const askedOf = (selection: SelectionRequest | undefined): Json =>
  selection === undefined
    ? null
    : [
        [...selection.stages],
        Object.entries(selection.values).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ];

const BEGUN_BEFORE = 'This request began the execution before, and begins no other.';

export const NO_REQUEST_KEY = refusal(
  'INVALID_REQUEST',
  'An idempotency key has 1 to 255 visible ASCII characters, without spaces: a UUID, for one.',
);

const keyReused = ({ execution }: AnsweredRequest) =>
  refusal(
    'IDEMPOTENCY_KEY_REUSED',
    `This idempotency key was used for another request, which began execution ${execution}. Send a request that is new under a key that is new.`,
    { planExecutionId: execution },
  );
