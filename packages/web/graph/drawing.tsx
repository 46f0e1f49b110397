import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Edge, GraphLayout, Placed } from './layout.ts';

const WIDTH = 208;
const HEIGHT = 60;
const GAP_X = 40;
const GAP_Y = 12;
const EDGE_OF_VIEW = 400;
/** So many columns to each side of what is looked at are drawn until it is known how many fit. */
const COLUMNS_AT_FIRST = 6;

const left = (column: number): number => column * (WIDTH + GAP_X);
const top = (row: number): number => row * (HEIGHT + GAP_Y);

interface DrawingProps {
  /** Of one node at least. */
  readonly layout: GraphLayout;
  /** Draws one node, in a place of 208 by 60. */
  readonly card: (id: string) => ReactNode;
  /** Is brought into view when it changes. */
  readonly focus?: string | null;
}

/**
 * Draws a graph from left to right; columns outside of the view are left out. It is a picture: whoever shows it gives
 * the same as a list or a tree to people who do not see it.
 */
export function Drawing({ layout, card, focus = null }: DrawingProps) {
  const ref = useRef<HTMLDivElement>(null);
  const place = focus === null ? undefined : layout.byId.get(focus);
  const [view, setView] = useState(() => around(place?.column ?? 0));
  const look = (): void => {
    const box = ref.current;
    if (box === null) return;
    const from = Math.floor((box.scrollLeft - EDGE_OF_VIEW) / (WIDTH + GAP_X));
    const to = Math.ceil((box.scrollLeft + box.clientWidth + EDGE_OF_VIEW) / (WIDTH + GAP_X));
    setView((old) => (old.from === from && old.to === to ? old : { from, to }));
  };
  useEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (place !== undefined) reveal(ref.current, place);
  }, [place]);
  const shown = layout.columns.slice(Math.max(0, view.from), view.to);
  const width = left(layout.columns.length) - GAP_X;
  const height = top(layout.rows) - GAP_Y;
  return (
    <div
      ref={ref}
      aria-hidden
      onScroll={look}
      className="max-h-80 overflow-auto rounded-lg border border-line bg-sunken p-4"
    >
      <div className="relative" style={{ width, height }}>
        <Edges edges={layout.edges} view={view} width={width} height={height} />
        {shown.flat().map((placed) => (
          <div
            key={placed.id}
            className="absolute"
            style={{
              left: left(placed.column),
              top: top(placed.row),
              width: WIDTH,
              height: HEIGHT,
            }}
          >
            {card(placed.id)}
          </div>
        ))}
      </div>
    </div>
  );
}

const around = (column: number) => ({
  from: column - COLUMNS_AT_FIRST,
  to: column + COLUMNS_AT_FIRST,
});

function reveal(box: HTMLElement | null, { column, row }: Placed): void {
  if (box === null) return;
  const outside =
    left(column) < box.scrollLeft || left(column) + WIDTH > box.scrollLeft + box.clientWidth;
  if (outside) box.scrollLeft = left(column) - box.clientWidth / 2;
  if (top(row) < box.scrollTop || top(row) + HEIGHT > box.scrollTop + box.clientHeight) {
    box.scrollTop = top(row) - HEIGHT;
  }
}

interface EdgesProps {
  readonly edges: readonly Edge[];
  readonly view: { readonly from: number; readonly to: number };
  readonly width: number;
  readonly height: number;
}

const Edges = memo(function Edges({ edges, view, width, height }: EdgesProps) {
  const shown = edges.filter(({ from, to }) => from.column < view.to && to.column >= view.from);
  return (
    <svg className="absolute inset-0" width={width} height={height} aria-hidden focusable={false}>
      <path d={shown.map(lineOf).join('')} className="fill-none stroke-line" strokeWidth={1.5} />
    </svg>
  );
});

/** From the right of one node to the left of the other: along, round a corner, up or down, round a corner, along. */
function lineOf({ from, to }: Edge): string {
  const x1 = left(from.column) + WIDTH;
  const y1 = top(from.row) + HEIGHT / 2;
  const x2 = left(to.column);
  const y2 = top(to.row) + HEIGHT / 2;
  if (y1 === y2) return `M${x1} ${y1}H${x2}`;
  const bend = x2 - GAP_X / 2;
  const turn = Math.sign(y2 - y1) * 8;
  return `M${x1} ${y1}H${bend - 8}q8 0 8 ${turn}V${y2 - turn}q0 ${turn} 8 ${turn}H${x2}`;
}
