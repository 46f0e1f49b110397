import { ChevronDown, ChevronRight, RefreshCw } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Rows } from '../../../components/rows/rows.tsx';
import { LOOKS } from '../../../components/status/look.ts';
import { StatusIcon } from '../../../components/status/status-icon.tsx';
import { Took } from '../../../components/time/moment.tsx';
import { pathTo } from '../live/find.ts';
import { useExecution, useModel, useNode } from '../live/store.ts';
import { timesInWords } from '../times-in-words.ts';
import { flatten, type TreeRow } from './flatten.ts';

/** Small pipelines are shown whole; of big ones what leads to the chosen node. */
const SHOWN_WHOLE = 150;

interface StepTreeProps {
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

/** All stages and steps as a tree: the drawing of the stages for the keyboard and for those who do not see it. */
export function StepTree({ chosen, onChoose }: StepTreeProps) {
  const { store } = useExecution();
  const structure = useModel((model) => model.structure);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const rows = useMemo(() => {
    const small = structure.order.length <= SHOWN_WHOLE;
    const path = new Set(
      chosen === null ? [] : pathTo(store.model(), chosen).map(({ key }) => key),
    );
    return flatten({ structure }, (id) => toggled.get(id) ?? (small || path.has(id)));
  }, [store, structure, toggled, chosen]);
  const at = rows.findIndex(({ id }) => id === chosen);
  const toggle = (id: string, open: boolean): void => setToggled(new Map(toggled).set(id, open));
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = actionOf(event.key, rows, at);
    if (act === null) return;
    event.preventDefault();
    if (act.kind === 'choose') onChoose(act.id);
    else toggle(act.id, act.open);
  };
  return (
    <Rows
      role="tree"
      aria-label="Stages and steps"
      tabIndex={0}
      aria-activedescendant={at === -1 ? undefined : domId(rows[at]?.id ?? '')}
      onKeyDown={onKeyDown}
      count={rows.length}
      rowHeight={36}
      focus={at === -1 ? null : at}
      className="min-h-0 grow"
      row={(index) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <TreeItem
            key={row.id}
            row={row}
            chosen={row.id === chosen}
            onChoose={onChoose}
            onToggle={toggle}
          />
        );
      }}
    />
  );
}

const domId = (id: string): string => `tree-${id}`;

type Act =
  | { readonly kind: 'choose'; readonly id: string }
  | { readonly kind: 'toggle'; readonly id: string; readonly open: boolean };

/** What a key means when the row at `at` is the chosen one; null when nothing. */
function actionOf(key: string, rows: readonly TreeRow[], at: number): Act | null {
  const row = rows[at];
  const choose = (other: TreeRow | undefined): Act | null =>
    other === undefined ? null : { kind: 'choose', id: other.id };
  switch (key) {
    case 'ArrowDown':
      return choose(rows[at + 1]);
    case 'ArrowUp':
      return choose(rows[at - 1]);
    case 'Home':
      return choose(rows[0]);
    case 'End':
      return choose(rows.at(-1));
    case 'ArrowRight':
      if (row?.open === false) return { kind: 'toggle', id: row.id, open: true };
      return row?.open === true ? choose(rows[at + 1]) : null;
    case 'ArrowLeft':
      if (row?.open === true) return { kind: 'toggle', id: row.id, open: false };
      return choose(
        rows.slice(0, Math.max(at, 0)).findLast(({ level }) => level < (row?.level ?? 0)),
      );
    default:
      return null;
  }
}

interface TreeItemProps {
  readonly row: TreeRow;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
  readonly onToggle: (id: string, open: boolean) => void;
}

function TreeItem({ row, chosen, onChoose, onToggle }: TreeItemProps) {
  const node = useNode(row.id);
  if (node === undefined) return null;
  const { open, level, id } = row;
  const Arrow = open === true ? ChevronDown : ChevronRight;
  const again = timesInWords(node);
  const reused = node.reusedFrom !== undefined;
  const said = [node.name, LOOKS[node.status].word, again, reused && 'reused'].filter(Boolean);
  return (
    <div
      id={domId(id)}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={chosen}
      aria-label={said.join(', ')}
      {...(open !== null && { 'aria-expanded': open })}
      tabIndex={-1}
      style={{ paddingLeft: 4 + (level - 1) * 18 }}
      className={`flex h-9 cursor-pointer items-center gap-2 pr-3 text-sm outline-none ${chosen ? 'bg-chosen font-medium' : 'hover:bg-sunken'}`}
      onClick={() => onChoose(id)}
    >
      <span
        aria-hidden
        className="flex size-5 shrink-0 items-center justify-center text-muted"
        onClick={(event) => {
          if (open === null) return;
          event.stopPropagation();
          onToggle(id, !open);
        }}
      >
        {open !== null && <Arrow size={14} />}
      </span>
      <StatusIcon status={node.status} />
      <bdi className="min-w-0 grow truncate" title={node.name}>
        {node.name}
      </bdi>
      {again !== null && (
        <span
          aria-hidden
          title={again}
          className="flex shrink-0 items-center gap-0.5 text-xs text-warn"
        >
          <RefreshCw size={11} /> {node.attempts}
        </span>
      )}
      <span aria-hidden className="shrink-0 text-xs text-muted">
        {reused ? 'reused' : <Took from={node.startTs} to={node.endTs} />}
      </span>
    </div>
  );
}
