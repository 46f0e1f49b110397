/** What the inbox asks the server. */
import { queryOptions } from '@tanstack/react-query';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';

/** How often the inbox looks for what is new while it is looked at, in milliseconds. */
const REFRESH = 5_000;

/** Everything of the inbox, for whoever has answered something. */
export const INBOX = ['inbox'] as const;

/** The approvals that wait, oldest first. */
export const waitingApprovals = (where: ProjectParams) =>
  queryOptions({
    queryKey: [...INBOX, where.org, where.project, 'approvals'],
    queryFn: async () =>
      (await answerOf(server.waitingApprovals({ query: scopeOf(where) }))).approvals,
    refetchInterval: REFRESH,
  });

/** The failed steps that want a decision and what asks for inputs, oldest first. */
export const waitingSteps = (where: ProjectParams) =>
  queryOptions({
    queryKey: [...INBOX, where.org, where.project, 'steps'],
    queryFn: async () => (await answerOf(server.waitingSteps({ query: scopeOf(where) }))).steps,
    refetchInterval: REFRESH,
  });
