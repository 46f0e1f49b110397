import { useQuery } from '@tanstack/react-query';
import { scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { versionOf } from '../live/model.ts';
import { nodeIdOf } from '../live/node-id.ts';
import { useExecution, useModel } from '../live/store.ts';

/** All of one node, with what its newest try was told to do; asked for again whenever the node has changed. */
export function useNodeDetail(key: string) {
  const context = useExecution();
  const version = useModel((model) => versionOf(model, key));
  return useQuery({
    queryKey: ['node', context.execution, key, version],
    queryFn: async ({ signal }) => {
      const query = { ...scopeOf(context), nodeExecutionId: nodeIdOf(context, key) };
      return (await answerOf(server.getExecutionNode({ query, signal }))).data;
    },
    // What it was before stays in view until the answer comes, but never what another node was.
    placeholderData: (before, query) => (query?.queryKey[2] === key ? before : undefined),
  });
}
