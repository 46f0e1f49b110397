import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { StepCard } from './step-card.tsx';
import type { WaitingStep } from './waiting-steps.ts';

/** What may be decided about a failed step; the server refuses what does not fit where the step is. */
const CHOICES = [
  { type: 'Retry', word: 'Try again' },
  { type: 'Ignore', word: 'Ignore the failure' },
  { type: 'MarkAsSuccess', word: 'Mark as success' },
  { type: 'StageRollback', word: 'Roll the stage back' },
  { type: 'Abort', word: 'Abort' },
] as const;

interface InterventionCardProps {
  readonly where: ProjectParams;
  readonly waiting: WaitingStep;
}

/** A failed step that waits for somebody to decide what becomes of it. */
export function InterventionCard({ where, waiting }: InterventionCardProps) {
  const { execution, node } = waiting;
  const pipeline = execution.pipelineIdentifier;
  const forbidden = useForbidden(where, [pipeline])('run', pipeline);
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (interruptType: string) =>
      answerOf(
        server.interveneNode({
          path: { execution: execution.planExecutionId, node: node.uuid },
          query: { ...scopeOf(where), interruptType },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const failure = node.failureInfo ?? node.tries.at(-1)?.failureInfo;
  return (
    <StepCard where={where} waiting={waiting}>
      {failure !== null && failure !== undefined && (
        <p className="break-words text-bad">{failure.message}</p>
      )}
      {decide.isError && <ProblemCard title="That was not taken" error={decide.error} />}
      <div className="flex flex-wrap gap-2">
        {CHOICES.map(({ type, word }) => (
          <Button
            key={type}
            className="min-h-11"
            look={type === 'Abort' ? 'danger' : 'normal'}
            refused={decide.isPending ? 'It is being sent' : forbidden}
            onClick={() => decide.mutate(type)}
          >
            {word}
          </Button>
        ))}
      </div>
    </StepCard>
  );
}
