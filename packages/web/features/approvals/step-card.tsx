import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ProjectParams } from '../../api/scope.ts';
import { executionPath } from '../../components/links.ts';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import type { WaitingStep } from './waiting-steps.ts';

interface StepCardProps {
  readonly where: ProjectParams;
  readonly waiting: WaitingStep;
  readonly children: ReactNode;
}

/** A step that waits, with where it is; what can be done about it goes inside. */
export function StepCard({ where, waiting: { execution, node }, children }: StepCardProps) {
  return (
    <article
      aria-label={`${execution.name}, ${node.name}`}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-semibold break-words">
          <Link
            to={executionPath(where, execution.planExecutionId)}
            className="text-accent underline"
          >
            {execution.name} #{execution.runSequence}
          </Link>
        </h2>
        <span className="min-w-0 grow text-sm break-words text-muted">{node.name}</span>
        <StatusBadge status={node.status} />
      </header>
      {children}
    </article>
  );
}
