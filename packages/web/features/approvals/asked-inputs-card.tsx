import { answeredInputs, inputQuestions } from '@reprise/core/pipeline';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { QuestionField } from '../../components/question-field.tsx';
import { StepCard } from './step-card.tsx';
import type { WaitingStep } from './waiting-steps.ts';

interface AskedInputsCardProps {
  readonly where: ProjectParams;
  readonly waiting: WaitingStep;
}

/** A step or stage that asks for inputs now that its turn has come. */
export function AskedInputsCard({ where, waiting }: AskedInputsCardProps) {
  const call = { path: { node: waiting.node.uuid }, query: scopeOf(where) };
  const asked = useQuery({
    queryKey: ['approvals', 'asked', waiting.node.uuid],
    queryFn: async () => (await answerOf(server.getExecutionInputs(call))).data.inputTemplate,
  });
  const [answers, setAnswers] = useState<ReadonlyMap<string, string>>(new Map());
  const pipeline = waiting.execution.pipelineIdentifier;
  const forbidden = useForbidden(where, [pipeline])('run', pipeline);
  const client = useQueryClient();
  const give = useMutation({
    mutationFn: (template: string) =>
      answerOf(server.giveExecutionInputs({ ...call, body: answeredInputs(template, answers) })),
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  const questions = inputQuestions(asked.data ?? '');
  const missing = questions.find(({ path, fallback }) => fallback === null && !answers.has(path));
  const answer = (path: string, value: string | undefined): void =>
    setAnswers((before) => {
      const after = new Map(before);
      if (value === undefined) after.delete(path);
      else after.set(path, value);
      return after;
    });
  return (
    <StepCard where={where} waiting={waiting}>
      {asked.isError && (
        <ProblemCard title="What it asks for could not be fetched" error={asked.error} />
      )}
      {questions.map((question) => (
        <QuestionField
          key={question.path}
          question={question}
          answer={answers.get(question.path)}
          problem={undefined}
          onAnswer={(value) => answer(question.path, value)}
        />
      ))}
      {give.isError && <ProblemCard title="That was not taken" error={give.error} />}
      {asked.data !== undefined && (
        <div className="flex justify-end">
          <Button
            look="primary"
            className="min-h-11"
            refused={forbidden ?? (missing && `Give ${missing.name} first`)}
            onClick={() => give.mutate(asked.data)}
          >
            {questions.length === 0 ? 'Run it' : 'Give and go on'}
          </Button>
        </div>
      )}
    </StepCard>
  );
}
