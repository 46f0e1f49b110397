import { type ClientProblem, createPageClient } from '@reprise/api/client';
import type { Result } from '@reprise/core';
import { heard } from './reach.ts';
import { ServerProblem } from './server-problem.ts';

/** The server that these pages came from. */
export const server = createPageClient({
  baseUrl: window.location.origin,
  fetch: heard,
});

/** The answer of a call; throws `ServerProblem` when the server refused it, `Unreachable` when nobody answered. */
export async function answerOf<Value>(call: Promise<Result<Value, ClientProblem>>): Promise<Value> {
  const answer = await call;
  if (!answer.ok) throw new ServerProblem(answer.error);
  return answer.value;
}
