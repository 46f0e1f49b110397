import type { NodeOutline } from '@reprise/api';
import { History, Repeat2 } from 'lucide-react';
import { memo, useMemo } from 'react';
import { LOOKS } from '../../../components/status/look.ts';
import { StatusIcon } from '../../../components/status/status-icon.tsx';
import { Took } from '../../../components/time/moment.tsx';
import { Drawing } from '../../../graph/drawing.tsx';
import { layoutGraph } from '../../../graph/layout.ts';
import { isForPeople, topStageOf } from '../live/find.ts';
import { useExecution, useModel, useNode } from '../live/store.ts';
import { CardLink } from './card-link.tsx';

interface StageGraphProps {
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

/** The stages from left to right, parallel ones stacked. */
export function StageGraph({ chosen, onChoose }: StageGraphProps) {
  const { store } = useExecution();
  const structure = useModel((model) => model.structure);
  const layout = useMemo(() => {
    const { nodes } = store.model();
    const stages = structure.children.get(structure.root ?? '') ?? [];
    const given = stages.map((id) => ({ id, after: nodes.get(id)?.after ?? [] }));
    return layoutGraph(given);
  }, [store, structure]);
  if (layout.columns.length === 0) return null;
  const stage = chosen === null ? null : (topStageOf(store.model(), chosen)?.key ?? null);
  return (
    <Drawing
      layout={layout}
      focus={stage}
      card={(id) => <StageCard id={id} chosen={id === stage} onChoose={onChoose} />}
    />
  );
}

interface StageCardProps {
  readonly id: string;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
}

const StageCard = memo(function StageCard({ id, chosen, onChoose }: StageCardProps) {
  const node = useNode(id);
  if (node === undefined) return null;
  const { status, name, reusedFrom } = node;
  const edge = chosen ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-muted';
  return (
    <div className="relative size-full">
      <button
        type="button"
        tabIndex={-1}
        title={`${name}: ${LOOKS[status].word}`}
        onClick={() => onChoose(id)}
        className={`flex size-full flex-col justify-center gap-0.5 rounded-md border bg-surface px-3 text-left ${edge} ${reusedFrom === undefined ? '' : 'border-dashed'}`}
      >
        <span className="flex w-full items-center gap-2">
          <StatusIcon status={status} />
          <bdi className="truncate text-sm font-medium">{name}</bdi>
        </span>
        <span className="flex w-full items-center gap-1.5 pl-6 text-xs text-muted">
          <Below node={node} />
        </span>
      </button>
      <CardLink node={node} />
    </div>
  );
});

/** The second line: where a reused stage comes from, how far a loop is, how long it took. */
function Below({ node }: { readonly node: NodeOutline }) {
  if (node.reusedFrom !== undefined) {
    return (
      <>
        <History aria-hidden size={12} /> reused
      </>
    );
  }
  return (
    <>
      <span className="truncate">{LOOKS[node.status].word}</span>
      {/* What is waited for is worth the room; the tree says since when. */}
      {node.startTs !== null && !isForPeople(node.status) && (
        <>
          <span aria-hidden>·</span>
          <Took from={node.startTs} to={node.endTs} />
        </>
      )}
      {node.kind === 'strategy' && <LoopCount id={node.key} />}
    </>
  );
}

function LoopCount({ id }: { readonly id: string }) {
  const count = useModel(({ structure }) => structure.children.get(id)?.length ?? 0);
  return (
    <span className="ml-auto flex items-center gap-1">
      <Repeat2 aria-hidden size={12} /> {count}
    </span>
  );
}
