import type { WaitingStep } from '@reprise/api';
import type { ReactNode } from 'react';
import type { ProjectParams } from '../../api/scope.ts';
import { StatusBadge } from '../../components/status/status-badge.tsx';
import { WaitingCard } from './waiting-card.tsx';

interface StepCardProps {
  readonly where: ProjectParams;
  readonly waiting: WaitingStep;
  readonly children: ReactNode;
}

/** A step that waits, with where it is; what can be done about it goes inside. */
export function StepCard({ where, waiting, children }: StepCardProps) {
  const { execution, stage, name, node, status } = waiting;
  return (
    <WaitingCard
      where={where}
      execution={execution}
      stage={stage}
      step={name}
      node={node}
      aside={<StatusBadge status={status} />}
    >
      {children}
    </WaitingCard>
  );
}
