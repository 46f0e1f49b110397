import type { WaitingStep } from '@reprise/api';
import type { FinalAction } from '@reprise/core/pipeline';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { INBOX } from './inbox-queries.ts';
import { StepCard } from './step-card.tsx';

/** What may be decided about a failed step; the server refuses what does not fit where the step is. */
const CHOICES = [
  { type: 'Retry', word: 'Try again' },
  { type: 'Ignore', word: 'Ignore the failure' },
  { type: 'MarkAsSuccess', word: 'Mark as success' },
  { type: 'MarkAsFailure', word: 'Let it fail' },
  { type: 'StageRollback', word: 'Roll the stage back' },
  { type: 'Abort', word: 'Abort' },
] as const;

/** What becomes of a step about which nobody decides. */
const OTHERWISE: Readonly<Record<FinalAction, string>> = {
  Ignore: 'its failure is ignored',
  MarkAsSuccess: 'it is marked as a success',
  MarkAsFailure: 'it fails',
  Abort: 'the execution is aborted',
  StageRollback: 'its stage is rolled back',
  StepGroupRollback: 'its step group is rolled back',
  PipelineRollback: 'the pipeline is rolled back',
};

export type Undecided = Extract<WaitingStep, { readonly status: 'InterventionWaiting' }>;

interface InterventionCardProps {
  readonly where: ProjectParams;
  readonly waiting: Undecided;
}

/** A failed step that waits for somebody to decide what becomes of it. */
export function InterventionCard({ where, waiting }: InterventionCardProps) {
  const { execution, nodeExecutionId, failureMessage, attempts, deadline, onTimeout } = waiting;
  const pipeline = execution.pipelineIdentifier;
  const forbidden = useForbidden(where, [pipeline])('run', pipeline);
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (interruptType: string) =>
      answerOf(
        server.interveneNode({
          path: { execution: execution.planExecutionId, node: nodeExecutionId },
          query: { ...scopeOf(where), interruptType },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: INBOX }),
  });
  return (
    <StepCard where={where} waiting={waiting}>
      {failureMessage !== null && <p className="break-words text-bad">{failureMessage}</p>}
      <p className="text-sm text-muted">
        {attempts > 1 && `It was tried ${attempts} times. `}If nobody decides,{' '}
        {OTHERWISE[onTimeout]} <Ago at={deadline} />.
      </p>
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
