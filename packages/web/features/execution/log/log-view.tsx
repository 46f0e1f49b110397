import { ChevronDown, ChevronUp, Clock, Download, Scissors } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button, buttonClass } from '../../../components/button.tsx';
import { INPUT } from '../../../components/field.tsx';
import { ProblemCard } from '../../../components/problem-card.tsx';
import { Rows } from '../../../components/rows/rows.tsx';
import { saysCut } from './log-line.ts';
import { LOG_ROW_HEIGHT, LogRow } from './log-row.tsx';
import { useLog } from './use-log.ts';
import { type LogSearch, useSearch } from './use-search.ts';

interface LogViewProps {
  readonly node: string;
  readonly name: string;
  readonly attempt: number;
  /** The key under which the whole log can be downloaded. */
  readonly logKey: string | null;
  /** Whether more may come. */
  readonly live: boolean;
  /** The line of the address, from 1. */
  readonly line: number | null;
  readonly onLine: (line: number) => void;
}

/** The log of one try of a step: live, searched, and as long as it likes. */
export function LogView({ node, name, attempt, logKey, live, line, onLine }: LogViewProps) {
  const { document, error } = useLog(node, attempt);
  const lines = document?.lines ?? 0;
  const search = useSearch(node, attempt, lines);
  const [withTime, setWithTime] = useState(false);
  const [atEnd, setAtEnd] = useState(true);
  const focus = search.here ?? (line === null ? null : line - 1);
  const following = atEnd && focus === null && (live || line === null);
  return (
    <div className="flex min-h-0 grow flex-col">
      <Toolbar
        search={search}
        withTime={withTime}
        onWithTime={() => setWithTime(!withTime)}
        logKey={logKey}
        cut={lines > 0 && saysCut(document?.line(lines - 1))}
      />
      {error !== null && <ProblemCard title="The log could not be read" error={error} />}
      {lines === 0 ? (
        <p className="p-4 text-sm text-muted">{emptyWords(document?.opened === true, live)}</p>
      ) : (
        <Rows
          role="region"
          aria-label={`Log of ${name}`}
          tabIndex={0}
          count={lines}
          rowHeight={LOG_ROW_HEIGHT}
          wide
          focus={focus}
          atEnd={following}
          onAtEnd={setAtEnd}
          className="min-h-0 grow bg-surface py-1 font-mono text-xs"
          row={(at) => (
            <LogRow
              key={at}
              number={at + 1}
              line={document?.line(at)}
              withTime={withTime}
              mark={at === focus ? 'here' : search.found.has(at) ? 'found' : 'none'}
              onChoose={onLine}
            />
          )}
        />
      )}
    </div>
  );
}

function emptyWords(opened: boolean, live: boolean): string {
  if (!opened) return 'Opening the log …';
  return live ? 'Nothing was written yet.' : 'This step wrote nothing.';
}

interface ToolbarProps {
  readonly search: LogSearch;
  readonly withTime: boolean;
  readonly onWithTime: () => void;
  readonly logKey: string | null;
  /** Whether its rest was left out. */
  readonly cut: boolean;
}

function Toolbar({ search, withTime, onWithTime, logKey, cut }: ToolbarProps) {
  const [typed, setTyped] = useState('');
  const settled = useDeferredValue(typed);
  if (settled !== search.text) search.search(settled);
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <input
        type="search"
        aria-label="Search the whole log"
        placeholder="Search the whole log"
        value={typed}
        className={`${INPUT} max-w-64 min-w-32 grow basis-40`}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key, shiftKey }) => {
          if (key === 'Enter') search.step(shiftKey ? -1 : 1);
        }}
      />
      {search.words !== '' && (
        <>
          <Button look="quiet" aria-label="Previous find" onClick={() => search.step(-1)}>
            <ChevronUp aria-hidden size={16} />
          </Button>
          <Button look="quiet" aria-label="Next find" onClick={() => search.step(1)}>
            <ChevronDown aria-hidden size={16} />
          </Button>
        </>
      )}
      <span role="status" className="text-sm text-muted tabular-nums">
        {search.words}
      </span>
      {cut && (
        <span className="flex items-center gap-1 text-sm text-warn">
          <Scissors aria-hidden size={14} /> The rest was left out: the last line says why
        </span>
      )}
      <div className="ml-auto flex gap-1">
        <Button look="quiet" aria-pressed={withTime} onClick={onWithTime}>
          <Clock aria-hidden size={16} /> Time
        </Button>
        {logKey !== null && (
          <a
            className={buttonClass('quiet')}
            href={`/log-service/blob?${new URLSearchParams({ key: logKey })}`}
            download="log.jsonl"
          >
            <Download aria-hidden size={16} /> Download
          </a>
        )}
      </div>
    </div>
  );
}
