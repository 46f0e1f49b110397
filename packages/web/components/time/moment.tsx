import { useNow } from './now.ts';
import { agoInWords, durationInWords, momentInWords } from './words.ts';

/** How long ago something was; the exact moment shows on hover and is read out. */
export function Ago({ at }: { readonly at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={momentInWords(at)}>
      {agoInWords(at, now)}
    </time>
  );
}

interface TookProps {
  readonly from: number | null;
  /** Null while it goes on. */
  readonly to: number | null;
}

/** How long something took, or takes already. Nothing when it has not begun. */
export function Took({ from, to }: TookProps) {
  const now = useNow(to === null);
  if (from === null) return null;
  return <span className="tabular-nums">{durationInWords((to ?? now) - from)}</span>;
}
