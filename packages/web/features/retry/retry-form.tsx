import type { ExecutionSummary, RetryableStages, RetryPlanDocument } from '@reprise/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForbidden } from '../../api/rights.ts';
import { ServerProblem } from '../../api/server-problem.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Field, INPUT } from '../../components/field.tsx';
import { executionPath } from '../../components/links.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { durationInWords } from '../../components/time/words.ts';
import type { RetryChoice } from './choice.ts';
import { type ExecutionParams, retryPlanOf, startRetry } from './retry-queries.ts';
import { retryCommand, retryRequest } from './same-call.ts';
import { StageFates } from './stage-fates.tsx';
import { StartChoice } from './start-choice.tsx';
import { WhatChanged } from './what-changed.tsx';

/** Reads YAML, which the choice of stages need not wait for. */
const RanInputs = lazy(async () => ({ default: (await import('./ran-inputs.tsx')).RanInputs }));

interface RetryFormProps {
  readonly where: ExecutionParams;
  readonly source: {
    readonly summary: ExecutionSummary;
    readonly stages: RetryableStages;
    readonly inputsYaml: string;
  };
  readonly choice: RetryChoice | null;
  readonly onChoose: (choice: RetryChoice) => void;
  /** Somebody else, or something, was quicker. */
  readonly onRefused: () => void;
}

/** From where, what that does, and the button that does it. */
export function RetryForm({ where, source, choice, onChoose, onRefused }: RetryFormProps) {
  const [note, setNote] = useState('');
  const plan = useQuery(retryPlanOf(where, choice));
  const navigate = useNavigate();
  const { pipelineIdentifier } = source.summary;
  const forbidden = useForbidden(where, [pipelineIdentifier])('retry', pipelineIdentifier);
  const start = useMutation({
    mutationFn: (shown: RetryPlanDocument) =>
      startRetry(where, pipelineIdentifier, shown, note.trim()),
    onSuccess: (execution) => navigate({ to: executionPath(where, execution) }),
    onError: () => {
      onRefused();
      void plan.refetch();
    },
  });
  const choose = (chosen: RetryChoice): void => {
    start.reset();
    onChoose(chosen);
  };
  return (
    <div className="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="flex flex-col gap-4 lg:sticky lg:top-4 lg:self-start">
        {choice !== null && (
          <StartChoice groups={source.stages.groups} choice={choice} onChoose={choose} />
        )}
        <Field label="Note" hint="Kept with the new execution: why it is retried.">
          {(control) => (
            <textarea
              {...control}
              className={INPUT}
              rows={2}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Field>
        {start.isError && <Refusal error={start.error} />}
        <Button
          look="primary"
          refused={forbidden ?? whyNot(plan.data, plan.isFetching, start.isPending)}
          onClick={() => plan.data !== undefined && start.mutate(plan.data)}
        >
          <RotateCcw aria-hidden size={16} />
          Retry
        </Button>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {plan.isError && <ProblemCard title="This cannot be retried so" error={plan.error} />}
        {plan.data !== undefined && (
          <Planned plan={plan.data} where={where} source={source} note={note.trim()} />
        )}
      </div>
    </div>
  );
}

function whyNot(
  plan: RetryPlanDocument | undefined,
  planning: boolean,
  starting: boolean,
): string | undefined {
  if (starting) return 'It is being started';
  if (planning) return 'What it would do is being worked out';
  return plan === undefined ? 'There is no plan to follow' : undefined;
}

function Refusal({ error }: { readonly error: Error }) {
  const isStale = error instanceof ServerProblem && error.problem.code === 'PLAN_CHANGED';
  const title = isStale ? 'Something changed: look at the new plan' : 'It was not retried';
  return <ProblemCard title={title} error={error} />;
}

interface PlannedProps extends Pick<RetryFormProps, 'where' | 'source'> {
  readonly plan: RetryPlanDocument;
  readonly note: string;
}

function Planned({ plan, where, source, note }: PlannedProps) {
  const reused = plan.stages.filter(({ decision }) => decision === 'reuse').length;
  const called = {
    ...where,
    origin: window.location.origin,
    pipeline: source.summary.pipelineIdentifier,
  };
  return (
    <>
      <Card title="What will happen">
        <p aria-live="polite">
          {reused} reused, {plan.stages.length - reused} to run. Saves{' '}
          {durationInWords(plan.savedTime)}.
        </p>
        <StageFates where={where} stages={plan.stages} />
        <WhatChanged changed={plan.changed} />
      </Card>
      <Card title="Inputs">
        <p className="text-sm text-muted">The ones that it ran with; a retry changes none.</p>
        <Suspense>
          <RanInputs yaml={source.inputsYaml} />
        </Suspense>
      </Card>
      <details className="rounded-lg border border-line bg-surface p-4">
        <summary className="cursor-pointer font-semibold">The same by command or call</summary>
        <div className="mt-3 flex flex-col gap-3">
          <Copyable text={retryCommand(plan, note)} />
          <Copyable text={retryRequest(plan, note, called)} />
        </div>
      </details>
    </>
  );
}
