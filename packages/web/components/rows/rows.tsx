import { type HTMLAttributes, type ReactNode, useEffect, useRef, useState } from 'react';
import { contentHeight, scrollTo, windowOf } from './window.ts';

interface RowsProps extends Omit<HTMLAttributes<HTMLDivElement>, 'children'> {
  readonly count: number;
  readonly rowHeight: number;
  readonly row: (at: number) => ReactNode;
  /** Whether rows may be wider than the list, which is then scrolled sideways; else they are as wide as it is. */
  readonly wide?: boolean;
  /** Is brought into view when it changes. */
  readonly focus?: number | null;
  /** Whether the end is kept in view when rows are added. */
  readonly atEnd?: boolean;
  /** Whether the person has scrolled to the end, or away from it. */
  readonly onAtEnd?: (atEnd: boolean) => void;
}

/** A list of rows of one height, of which those in view are drawn: a million are as good as ten. */
export function Rows({
  count,
  rowHeight,
  row,
  wide = false,
  focus = null,
  atEnd = false,
  onAtEnd,
  className = '',
  ...rest
}: RowsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  const box = { rows: count, rowHeight, height: scroll.height };
  const content = contentHeight(box);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const look = (): void => setScroll({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = ref.current;
    if (element === null || focus === null || isSeen(element, rowHeight, count, focus)) return;
    const height = element.clientHeight;
    element.scrollTop = scrollTo({ rows: count, rowHeight, height }, focus);
    // A box that has become lower may have hidden the row.
  }, [focus, rowHeight, count, scroll.height]);
  useEffect(() => {
    if (atEnd && ref.current !== null) ref.current.scrollTop = content;
  }, [atEnd, content]);
  const { from, to, top } = windowOf(box, scroll.top);
  return (
    <div
      ref={ref}
      className={`overflow-auto [overflow-anchor:none] ${className}`}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        setScroll({ top: scrollTop, height: clientHeight });
        onAtEnd?.(scrollTop + clientHeight >= scrollHeight - rowHeight);
      }}
      {...rest}
    >
      <div role="presentation" className="relative min-w-full" style={{ height: content }}>
        <div
          role="presentation"
          className={`absolute ${wide ? 'min-w-full' : 'inset-x-0'}`}
          style={{ top }}
        >
          {Array.from({ length: to - from }, (_, at) => row(from + at))}
        </div>
      </div>
    </div>
  );
}

function isSeen(element: HTMLElement, rowHeight: number, rows: number, row: number): boolean {
  if (contentHeight({ rows, rowHeight, height: 0 }) < rows * rowHeight) return false;
  const top = row * rowHeight;
  return top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight;
}
