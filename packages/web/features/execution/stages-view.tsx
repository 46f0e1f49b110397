import type { NodeOutline } from '@reprise/api';
import { lazy, Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { nextFailure, worthFollowing } from './live/find.ts';
import { useExecution, useModel } from './live/store.ts';
import type { ExecutionSearch } from './search.ts';
import { StageGraph } from './stages/stage-graph.tsx';
import { StepTree } from './tree/step-tree.tsx';

/** The stages and the tree come first: what stands beside them is fetched next. */
const NodePanel = lazy(async () => ({
  default: (await import('./node/node-panel.tsx')).NodePanel,
}));

interface StagesViewProps {
  readonly search: ExecutionSearch;
  /** How often somebody has asked to be shown a node: each time it is brought into view. */
  readonly shows: number;
  readonly onSearch: (search: ExecutionSearch) => void;
}

/** The stages as a drawing, all nodes as a tree, and one node beside it. */
export function StagesView({ search, shows, onSearch }: StagesViewProps) {
  const followed = useModel((model) => worthFollowing(model)?.key ?? null);
  const named = useModel(({ nodes }) => nodes.get(search.node ?? '')?.key ?? null);
  const chosen = named ?? followed;
  // The stages and the tree come first, what stands beside them next: whoever walks the tree is not held up either.
  const opened = useDeferredValue(chosen, null);
  const choose = (node: string): void => onSearch({ node });
  const panel = useRef<HTMLDivElement>(null);
  useNextFailureKey(chosen, ({ key }) => {
    choose(key);
    bringIntoView(panel.current);
  });
  useEffect(() => {
    if (shows > 0) bringIntoView(panel.current);
  }, [shows]);
  return (
    <div className="flex flex-col gap-3 p-3 sm:p-4">
      <StageGraph chosen={chosen} onChoose={choose} />
      <div className="grid min-w-0 rounded-lg border border-line bg-surface lg:h-[72dvh] lg:min-h-96 lg:grid-cols-[minmax(15rem,20rem)_minmax(0,1fr)]">
        <div className="flex h-56 min-h-0 flex-col border-b border-line lg:h-auto lg:border-r lg:border-b-0">
          <StepTree chosen={chosen} onChoose={choose} />
          <div className="border-t border-line p-1.5">
            <Button
              look="quiet"
              aria-pressed={named === null}
              className="w-full"
              onClick={() => onSearch(named === null && chosen !== null ? { node: chosen } : {})}
            >
              {named === null ? 'Following what happens' : 'Follow what happens'}
            </Button>
          </div>
        </div>
        <div
          ref={panel}
          tabIndex={-1}
          className="flex h-[70dvh] min-h-0 min-w-0 flex-col outline-none lg:h-auto"
        >
          {opened !== null && (
            <Suspense fallback={<p className="p-4 text-sm text-muted">Reading …</p>}>
              <NodePanel
                id={opened}
                search={search}
                onSearch={(change) => onSearch({ ...search, node: opened, ...change })}
              />
            </Suspense>
          )}
        </div>
      </div>
    </div>
  );
}

/** For the eye and for the keyboard. */
function bringIntoView(panel: HTMLElement | null): void {
  panel?.focus({ preventScroll: true });
  panel?.scrollIntoView({ block: 'nearest' });
}

/** `f` goes to the next failure, wherever one does not type. */
function useNextFailureKey(chosen: string | null, go: (node: NodeOutline) => void): void {
  const { store } = useExecution();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        event.target instanceof Element &&
        event.target.closest('input, select, textarea, dialog')
      )
        return;
      const next = nextFailure(store.model(), chosen);
      if (next !== null) go(next);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
