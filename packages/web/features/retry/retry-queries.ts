/** What the page of a retry asks the server. */
import type { RetryPlanDocument } from '@reprise/api';
import { queryOptions } from '@tanstack/react-query';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import type { RetryChoice } from './choice.ts';

/** An execution of a project. */
export interface ExecutionParams extends ProjectParams {
  readonly execution: string;
}

/** The execution that is retried, the positions from which it may be, and the inputs it ran with. */
export const retrySource = (where: ExecutionParams) =>
  queryOptions({
    queryKey: ['retry', where.execution, 'source'],
    queryFn: async () => {
      const call = { path: { execution: where.execution }, query: scopeOf(where) };
      const [summary, stages, inputs] = await Promise.all([
        answerOf(server.executionHead(call)),
        answerOf(server.retryStages(call)),
        answerOf(server.executionInputs(call)),
      ]);
      return {
        summary,
        stages: stages.data,
        inputsYaml: inputs.data.inputSetYaml,
      };
    },
  });

/** What a retry would do. Asked anew each time that it is looked at: it is what the button promises. */
export const retryPlanOf = (where: ExecutionParams, choice: RetryChoice | null) =>
  queryOptions({
    queryKey: ['retry', where.execution, 'plan', choice],
    enabled: choice !== null,
    staleTime: 0,
    queryFn: () =>
      answerOf(
        server.planRetry({
          path: { execution: where.execution },
          query: scopeOf(where),
          body: {
            from: [...(choice?.from ?? [])],
            runAllStages: choice?.runAllStages ?? true,
          },
        }),
      ),
  });

/** Does what the plan says, or is refused because something changed. Answers the id of the new execution. */
export async function startRetry(
  where: ExecutionParams,
  pipeline: string,
  plan: RetryPlanDocument,
  note: string,
): Promise<string> {
  const started = await answerOf(
    server.retryExecution({
      path: { pipeline },
      query: {
        ...scopeOf(where),
        planExecutionId: plan.sourceExecutionId,
        retryStages: plan.from,
        runAllStages: plan.runAllStages,
        planDigest: plan.digest,
        ...(note !== '' && { notesForPipelineExecution: note }),
      },
      body: '',
    }),
  );
  return started.data.planExecutionId;
}
