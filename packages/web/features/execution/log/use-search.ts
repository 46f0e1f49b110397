import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { nodeIdOf } from '../live/node-id.ts';
import { useExecution } from '../live/store.ts';

export interface LogSearch {
  readonly text: string;
  readonly search: (text: string) => void;
  /** Numbers of lines that hold the text, from 0. */
  readonly found: ReadonlySet<number>;
  /** The find that is shown, from 0; null when there is none. */
  readonly here: number | null;
  /** What there is to say about it: `3 of 17`. */
  readonly words: string;
  readonly step: (by: 1 | -1) => void;
}

const NONE: readonly number[] = [];

/** Looks for a text in the whole log, which the server does: the page holds only parts of it. */
export function useSearch(node: string, attempt: number, lines: number): LogSearch {
  const context = useExecution();
  const { execution } = context;
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const query = useQuery({
    queryKey: ['log search', execution, node, attempt, text, lines],
    queryFn: ({ signal }) => {
      const where = { ...scopeOf(context), node: nodeIdOf(context, node), attempt, text };
      return answerOf(server.searchLog({ path: { execution }, query: where, signal }));
    },
    enabled: text !== '',
    // A log that grows is searched again; what was found stays in view until then.
    placeholderData: (before) => (before !== undefined && text !== '' ? before : undefined),
  });
  const found = text === '' ? NONE : (query.data?.lines ?? NONE);
  const total = query.data?.total ?? 0;
  return {
    text,
    search: (wanted) => {
      setText(wanted);
      setAt(0);
    },
    found: new Set(found),
    here: found[at] ?? null,
    words: words(text, query.isFetching && query.data === undefined, found.length, total, at),
    step: (by) => setAt(found.length === 0 ? 0 : (at + by + found.length) % found.length),
  };
}

function words(text: string, busy: boolean, found: number, total: number, at: number): string {
  if (text === '') return '';
  if (busy) return 'Searching …';
  if (found === 0) return 'Nothing found';
  return `${(at + 1).toLocaleString('en')} of ${total.toLocaleString('en')}`;
}
