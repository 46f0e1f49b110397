import type { WaitingStep } from '@reprise/api';
import { answeredInputs, inputQuestions } from '@reprise/core/pipeline';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { type ProjectParams, scopeOf } from '../../api/scope.ts';
import { answerOf, server } from '../../api/server.ts';
import { Button } from '../../components/button.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { QuestionField } from '../../components/question-field.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { INBOX } from './inbox-queries.ts';
import { StepCard } from './step-card.tsx';

export type Asking = Extract<WaitingStep, { readonly status: 'InputWaiting' }>;

interface AskedInputsCardProps {
  readonly where: ProjectParams;
  readonly waiting: Asking;
}

/** A step or stage that asks for inputs now that its turn has come. */
export function AskedInputsCard({ where, waiting }: AskedInputsCardProps) {
  const { execution, nodeExecutionId, inputTemplate, deadline } = waiting;
  const [answers, setAnswers] = useState<ReadonlyMap<string, string>>(new Map());
  const pipeline = execution.pipelineIdentifier;
  const forbidden = useForbidden(where, [pipeline])('run', pipeline);
  const client = useQueryClient();
  const give = useMutation({
    mutationFn: () =>
      answerOf(
        server.giveExecutionInputs({
          path: { node: nodeExecutionId },
          query: scopeOf(where),
          body: answeredInputs(inputTemplate, answers),
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: INBOX }),
  });
  const questions = useMemo(() => inputQuestions(inputTemplate), [inputTemplate]);
  const missing = questions.find(({ path, fallback }) => fallback === null && !answers.has(path));
  const refused = forbidden ?? (missing && `Give ${missing.name} first`);
  const answer = (path: string, value: string | undefined): void =>
    setAnswers((before) => {
      const after = new Map(before);
      if (value === undefined) after.delete(path);
      else after.set(path, value);
      return after;
    });
  return (
    <StepCard where={where} waiting={waiting}>
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
      <p className="text-sm text-muted">
        {refused !== undefined && `${refused}. `}It expires <Ago at={deadline} />.
      </p>
      <div className="flex justify-end">
        <Button
          look="primary"
          className="min-h-11"
          refused={give.isPending ? 'It is being sent' : refused}
          onClick={() => give.mutate()}
        >
          {questions.length === 0 ? 'Run it' : 'Give and go on'}
        </Button>
      </div>
    </StepCard>
  );
}
