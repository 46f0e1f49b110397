import type { RetryBatchPreviewDocument } from '@reprise/api';
import type { ProjectParams } from '../../api/scope.ts';
import { Card } from '../../components/card.tsx';
import { executionPath } from '../../components/links.ts';
import { Rows } from '../../components/rows/rows.tsx';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { Ago } from '../../components/time/moment.tsx';
import { durationInWords } from '../../components/time/words.ts';

interface PreviewProps {
  readonly where: ProjectParams;
  readonly preview: RetryBatchPreviewDocument;
}

type Previewed = RetryBatchPreviewDocument['executions'][number];

const ROW = 68;

/** How many there are, how many of them can be retried, and each with what would happen to it. */
export function Preview({ where, preview }: PreviewProps) {
  const { total, retryable, refused, executions } = preview;
  const saved = executions.reduce((sum, { plan }) => sum + (plan?.savedTime ?? 0), 0);
  return (
    <Card title="What will happen">
      <p aria-live="polite">
        {total === 0
          ? 'No execution is like that.'
          : `${retryable} of ${total} to retry, ${refused} refused. Saves ${durationInWords(saved)}.`}
      </p>
      {total > 0 && (
        <Rows
          role="region"
          aria-label="Executions to retry"
          tabIndex={0}
          count={executions.length}
          rowHeight={ROW}
          className="max-h-[70dvh] min-h-20"
          row={(at) => {
            const execution = executions[at];
            return (
              execution !== undefined && (
                <PreviewRow key={execution.executionId} where={where} execution={execution} />
              )
            );
          }}
        />
      )}
    </Card>
  );
}

function PreviewRow({
  where,
  execution,
}: {
  readonly where: ProjectParams;
  readonly execution: Previewed;
}) {
  const { executionId, pipelineIdentifier, runSequence, status, startTs, failureMessage } =
    execution;
  return (
    <div className="flex h-17 flex-col justify-center border-b border-line pr-2 text-sm">
      <p className="flex items-baseline gap-x-3">
        <TextLink to={executionPath(where, executionId)} className="min-w-0 truncate">
          <bdi>{pipelineIdentifier}</bdi> #{runSequence}
        </TextLink>
        <StatusBadge status={status} />
        <span className="ml-auto whitespace-nowrap text-muted max-sm:hidden">
          <Ago at={startTs} />
        </span>
      </p>
      <p className="truncate text-muted" title={failureMessage ?? undefined}>
        {failureMessage ?? 'It failed without saying why.'}
      </p>
      <Fate of={execution} />
    </div>
  );
}

function Fate({ of: { plan, refusal } }: { readonly of: Previewed }) {
  if (plan === null) {
    const why = refusal?.message ?? 'It cannot be retried';
    return (
      <p className="truncate text-warn" title={why}>
        Refused: {why}
      </p>
    );
  }
  return (
    <p className="truncate">
      From <bdi>{plan.from.join(', ')}</bdi>: {plan.reuse.length} reused, {plan.run.length} to run
    </p>
  );
}
