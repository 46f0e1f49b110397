import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { reach } from '../api/reach.ts';
import { ServerProblem } from '../api/server-problem.ts';
import { goToLogin, isUnauthenticated } from '../api/session.ts';

/** What was asked for once, and how often it is asked for again. A refusal of the server will not change by asking again. */
export const queryClient: QueryClient = new QueryClient({
  // Only what is asked leads away from a page: a change that is refused keeps what was typed for it.
  queryCache: new QueryCache({
    onError: (error) => {
      if (isUnauthenticated(error)) goToLogin();
    },
  }),
  // Whoever changes something and goes back to where they were must not see what was before.
  mutationCache: new MutationCache({
    onSuccess: () => queryClient.invalidateQueries({ refetchType: 'none' }),
  }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => !(error instanceof ServerProblem) && failures < 3,
    },
    // What somebody wanted done a while ago, without a network, is not done behind their back when there is one.
    mutations: { networkMode: 'always' },
  },
});

// What is shown may be old by then.
reach.watch(() => {
  if (!reach.isLost()) void queryClient.refetchQueries({ type: 'active' });
});
