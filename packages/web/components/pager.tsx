import { Button } from './button.tsx';

interface PagerProps {
  /** From 0. */
  readonly page: number;
  /** How many pages there are. */
  readonly total: number;
  readonly onPage: (page: number) => void;
  /** What the pages before and after are called. */
  readonly words: readonly [before: string, after: string];
}

/** The ways to the pages before and after; nothing when there is only one. */
export function Pager({ page, total, onPage, words: [before, after] }: PagerProps) {
  if (total < 2) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-center gap-3 text-sm">
      <Button
        refused={page === 0 ? 'This is the first page' : undefined}
        onClick={() => onPage(page - 1)}
      >
        {before}
      </Button>
      <span className="text-muted tabular-nums">
        Page {page + 1} of {total}
      </span>
      <Button
        refused={page + 1 >= total ? 'This is the last page' : undefined}
        onClick={() => onPage(page + 1)}
      >
        {after}
      </Button>
    </nav>
  );
}
