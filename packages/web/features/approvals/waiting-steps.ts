/** What waits for people besides approvals: failed steps that want a decision, and inputs asked for while running. */
import type { ExecutionNode, ExecutionSummary } from '@reprise/api';
import { queryOptions } from '@tanstack/react-query';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';

const WAITING = ['InterventionWaiting', 'InputWaiting'] as const;
const MOST = 50;

/** A node that waits, and its execution. */
export interface WaitingStep {
  readonly execution: ExecutionSummary;
  readonly node: ExecutionNode;
}

/** The steps that wait in executions which as a whole wait for them, oldest first. */
export const waitingSteps = (where: ProjectParams) =>
  queryOptions({
    queryKey: ['approvals', where.org, where.project, 'steps'],
    queryFn: async (): Promise<readonly WaitingStep[]> => {
      const query = { ...scopeOf(where), status: [...WAITING], size: MOST };
      const list = await answerOf(server.listExecutions({ query }));
      const found = await Promise.all(
        list.data.content.map(({ planExecutionId }) => stepsOf(where, planExecutionId)),
      );
      return found.flat().toSorted((a, b) => (a.node.startTs ?? 0) - (b.node.startTs ?? 0));
    },
  });

async function stepsOf(where: ProjectParams, execution: string): Promise<readonly WaitingStep[]> {
  const { data } = await answerOf(
    server.getExecution({ path: { execution }, query: scopeOf(where) }),
  );
  const { pipelineExecutionSummary, executionGraph } = data;
  return Object.values(executionGraph.nodeMap)
    .filter(
      ({ kind, status, awaitedInputs }) =>
        awaitedInputs !== null || (kind === 'step' && status === 'InterventionWaiting'),
    )
    .map((node) => ({ execution: pipelineExecutionSummary, node }));
}
