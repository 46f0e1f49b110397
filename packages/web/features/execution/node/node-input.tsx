import type { ExecutionNode } from '@reprise/api';
import { useQuery } from '@tanstack/react-query';
import { scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { useExecution } from '../live/store.ts';
import { Values } from './values.tsx';

/** What the newest try of a step was told to do, with expressions resolved and secrets by reference. */
export function NodeInput({ node }: { readonly node: ExecutionNode }) {
  const { org, project } = useExecution();
  const detail = useQuery({
    queryKey: ['node', node.uuid, node.attempts, node.status],
    queryFn: () => {
      const query = { ...scopeOf({ org, project }), nodeExecutionId: node.uuid };
      return answerOf(server.getExecutionNode({ query }));
    },
  });
  if (detail.isError)
    return <ProblemCard title="The input could not be read" error={detail.error} />;
  if (detail.isPending) return <p className="p-4 text-sm text-muted">Reading …</p>;
  return <Values of={detail.data.data.stepParameters} none="This step was given nothing." />;
}
