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
  if (from === null) return null;
  if (to === null) return <TookSoFar from={from} />;
  return <span className="whitespace-nowrap tabular-nums">{durationInWords(to - from)}</span>;
}

function TookSoFar({ from }: { readonly from: number }) {
  const now = useNow();
  return <span className="whitespace-nowrap tabular-nums">{durationInWords(now - from)}</span>;
}
