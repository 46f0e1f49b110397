import type { Status } from '@reprise/core/execution';
import { LOOKS, TONE_TEXT } from './look.ts';
import { StatusIcon } from './status-icon.tsx';

/** A status as icon, word and colour. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const { tone, word } = LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${TONE_TEXT[tone]}`}
    >
      <StatusIcon status={status} />
      {word}
    </span>
  );
}
