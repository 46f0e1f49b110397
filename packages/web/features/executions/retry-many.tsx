import { RETRYABLE_STATUSES } from '@reprise/core/execution';
import { RotateCcw } from 'lucide-react';
import type { ProjectParams } from '../../api/scope.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import type { ExecutionsSearch } from './search.ts';

interface RetryManyProps {
  readonly where: ProjectParams;
  readonly search: ExecutionsSearch;
}

/** The way to the retry of all that the list means, as far as it may be retried. */
export function RetryMany({ where, search }: RetryManyProps) {
  const { status = [], pipeline, text } = search;
  const retryable = RETRYABLE_STATUSES.filter((each) => status.includes(each));
  return (
    <ButtonLink
      to="/orgs/$org/projects/$project/retry-batches/new"
      params={where}
      search={{
        ...(retryable.length > 0 && { status: retryable }),
        ...(pipeline !== undefined && { pipeline }),
      }}
    >
      <RotateCcw aria-hidden size={16} />
      {retryable.length > 0 && text === undefined ? 'Retry all of these' : 'Retry many'}
    </ButtonLink>
  );
}
