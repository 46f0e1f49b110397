import type { ExecutionNode } from '@reprise/api';
import { type ReactNode, Suspense } from 'react';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { useNodeDetail } from './use-node-detail.ts';

interface DetailedProps {
  readonly id: string;
  readonly children: (node: ExecutionNode) => ReactNode;
}

const READING = <p className="p-4 text-sm text-muted">Reading …</p>;

/** What is shown of a node beyond its outline: it is fetched first, as may be what shows it. */
export function Detailed({ id, children }: DetailedProps) {
  const detail = useNodeDetail(id);
  if (detail.isError) {
    return (
      <div className="p-4">
        <ProblemCard
          title="This could not be read"
          error={detail.error}
          onRetry={() => void detail.refetch()}
        />
      </div>
    );
  }
  if (detail.isPending) return READING;
  return <Suspense fallback={READING}>{children(detail.data)}</Suspense>;
}
