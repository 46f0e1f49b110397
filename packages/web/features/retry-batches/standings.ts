/** How the members of a batch stand, in words. */
import type { RetryBatchDocument, RetryBatchSummary } from '@reprise/api';
import type { Tone } from '../../components/status/look.ts';

export type Standing = RetryBatchDocument['members'][number]['standing'];

interface Look {
  readonly word: string;
  readonly tone: Tone;
}

/** In the order in which one asks for them: what goes on, what went wrong, what went well. */
export const STANDINGS = {
  running: { word: 'running', tone: 'active' },
  failedAgain: { word: 'failed again', tone: 'bad' },
  refused: { word: 'refused', tone: 'warn' },
  toDo: { word: 'to do', tone: 'idle' },
  succeeded: { word: 'succeeded', tone: 'good' },
  cancelled: { word: 'cancelled', tone: 'idle' },
} as const satisfies Readonly<Record<Standing, Look>>;

const BATCH_WORDS: Readonly<Record<RetryBatchSummary['status'], string>> = {
  RUNNING: 'Running',
  STOPPING: 'Stopping: nothing new is begun',
  COMPLETED: 'Done',
  CANCELLED: 'Cancelled',
  STOPPED: 'Stopped',
};

/** What a batch is called. */
export const batchName = ({ total }: RetryBatchSummary): string =>
  total === 1 ? 'Retry of 1 execution' : `Retries of ${total} executions`;

/** How a batch stands, in a word or two. */
export const batchInWords = ({ status }: RetryBatchSummary): string => BATCH_WORDS[status];

/** Whether something may still happen to a batch. */
export const isLive = ({ status }: RetryBatchSummary): boolean =>
  status === 'RUNNING' || status === 'STOPPING';

/** How many members stand how; a standing that none has is left out. */
export const countsOf = ({
  counts,
}: RetryBatchSummary): readonly (Look & {
  readonly standing: Standing;
  readonly count: number;
})[] =>
  (['succeeded', 'running', 'failedAgain', 'refused', 'toDo', 'cancelled'] as const)
    .map((standing) => ({ standing, count: counts[standing], ...STANDINGS[standing] }))
    .filter(({ count }) => count > 0);
