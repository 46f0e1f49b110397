import type { RetryBatchSummary } from '@reprise/api';
import { TONE_TEXT } from '../../components/status/look.ts';
import { countsOf } from './standings.ts';

/** How far a batch has come: a bar for the eye, the same in words for everybody. */
export function CountsBar({ batch }: { readonly batch: RetryBatchSummary }) {
  const counts = countsOf(batch);
  return (
    <div>
      <span aria-hidden className="flex h-1.5 overflow-hidden rounded-full bg-line">
        {counts.map(({ standing, tone, count }) => (
          <span
            key={standing}
            className={standing === 'toDo' ? '' : `bg-current ${TONE_TEXT[tone]}`}
            style={{ width: `${(100 * count) / batch.total}%` }}
          />
        ))}
      </span>
      <ul aria-label="How many stand how" className="mt-1 flex flex-wrap gap-x-4 text-sm">
        {counts.map(({ standing, tone, word, count }) => (
          <li key={standing} className={TONE_TEXT[tone]}>
            {count} {word}
          </li>
        ))}
      </ul>
    </div>
  );
}
