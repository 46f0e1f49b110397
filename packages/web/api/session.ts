/** Who is at this browser, and how they log in. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, server } from './server.ts';
import { ServerProblem } from './server-problem.ts';

/** Whether this server has users, and which of them this is. Logging in and out loads the pages anew. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answerOf(server.getSession({})),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether the server does not know who asks. */
export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ServerProblem && error.problem.code === 'UNAUTHENTICATED';

/** Leads to the login, which leads back here. */
export function goToLogin(): void {
  const { pathname, search, hash } = window.location;
  if (pathname === '/login') return;
  window.location.assign(`/login?back=${encodeURIComponent(`${pathname}${search}${hash}`)}`);
}
