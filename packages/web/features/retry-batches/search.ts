/** Which executions a batch retries, as it stands in the address: a link shows what its sender saw. */
import type { RetryBatchFilterDocument } from '@reprise/api';
import { RETRYABLE_STATUSES, type RetryableStatus } from '@reprise/core/execution';

export interface NewBatchSearch {
  /** Left out: what no person decided. */
  readonly status?: readonly RetryableStatus[];
  readonly pipeline?: string;
  /** A text in the failure message. */
  readonly failure?: string;
  /** The identifier of a stage that did not end well. */
  readonly stage?: string;
}

const textOf = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given : undefined;

/** Reads an address; what makes no sense, or can never be retried, is left out. */
export function newBatchSearch(given: Readonly<Record<string, unknown>>): NewBatchSearch {
  const { status } = given;
  const asked = Array.isArray(status) ? status : [];
  const statuses = RETRYABLE_STATUSES.filter((each) => asked.includes(each));
  const [pipeline, failure, stage] = [given['pipeline'], given['failure'], given['stage']].map(
    textOf,
  );
  return {
    ...(statuses.length > 0 && { status: statuses }),
    ...(pipeline !== undefined && { pipeline }),
    ...(failure !== undefined && { failure }),
    ...(stage !== undefined && { stage }),
  };
}

/** The filter as the server takes it. */
export const filterOf = ({
  status,
  pipeline,
  failure,
  stage,
}: NewBatchSearch): RetryBatchFilterDocument => ({
  ...(status !== undefined && { statuses: [...status] }),
  ...(pipeline !== undefined && { pipelines: [pipeline] }),
  ...(failure !== undefined && { failure }),
  ...(stage !== undefined && { failedStage: stage }),
});
