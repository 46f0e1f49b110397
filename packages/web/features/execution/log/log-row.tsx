import { memo } from 'react';
import { type LogLine, spansOf } from './log-line.ts';

export const LOG_ROW_HEIGHT = 20;

interface LogRowProps {
  readonly number: number;
  readonly line: LogLine | undefined;
  readonly withTime: boolean;
  /** `here`: the line of the address, or the present find. */
  readonly mark: 'none' | 'found' | 'here';
  readonly onChoose: (number: number) => void;
}

const MARKS = {
  none: 'hover:bg-sunken',
  found: 'bg-sunken',
  here: 'bg-chosen',
} as const;

/** One line: its number, which links to it, its time when wanted, and its text in its colours. */
export const LogRow = memo(function LogRow({
  number,
  line,
  withTime,
  mark,
  onChoose,
}: LogRowProps) {
  return (
    <div className={`flex h-5 min-w-max gap-3 pr-4 leading-5 ${MARKS[mark]}`}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Link to line ${number}`}
        className="sticky left-0 w-16 shrink-0 bg-inherit pr-1 text-right text-muted select-none hover:text-text"
        onClick={() => onChoose(number)}
      >
        {number}
      </button>
      {withTime && (
        <span className="shrink-0 text-muted select-none">{line?.time.slice(11, 23)}</span>
      )}
      <span
        className={`whitespace-pre [unicode-bidi:isolate] ${line?.isError === true ? 'text-bad' : ''}`}
      >
        {line === undefined
          ? ' '
          : spansOf(line.text).map((span, at) => (
              <span key={at} className={span.className}>
                {span.text}
              </span>
            ))}
      </span>
    </div>
  );
});
