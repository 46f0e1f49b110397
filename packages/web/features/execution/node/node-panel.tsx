import type { ExecutionNode } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { lazy, Suspense } from 'react';
import { INPUT } from '../../../components/field.tsx';
import { LOOKS } from '../../../components/status/look.ts';
import { StatusBadge } from '../../../components/status/status-badge.tsx';
import { Tabs } from '../../../components/tabs.tsx';
import { Ago, Took } from '../../../components/time/moment.tsx';
import { pathTo } from '../live/find.ts';
import { useExecution, useNode } from '../live/store.ts';
import { LogView } from '../log/log-view.tsx';
import type { ExecutionSearch, Part } from '../search.ts';
import { NodeInput } from './node-input.tsx';
import { Values } from './values.tsx';

/** The log comes first: the rest is fetched when it is looked at. */
const NodeDetails = lazy(async () => ({
  default: (await import('./node-details.tsx')).NodeDetails,
}));

interface NodePanelProps {
  readonly id: string;
  readonly search: ExecutionSearch;
  /** Changes the address; the node becomes the chosen one. */
  readonly onSearch: (change: Partial<ExecutionSearch>) => void;
}

/** One node: its log, what it was given, what came out, and why it went as it did. */
export function NodePanel({ id, search, onSearch }: NodePanelProps) {
  const node = useNode(id);
  if (node === undefined) return null;
  const attempt = Math.min(search.attempt ?? node.attempts, Math.max(node.attempts, 1));
  const isStep = node.kind === 'step';
  // What no delegate ran, such as an approval, has none.
  const hasLog = isStep && node.logBaseKey !== null;
  const { output } = node.outcomes;
  const parts = [
    { id: 'log' as const, label: 'Log', content: <Log {...{ node, attempt, search, onSearch }} /> },
    { id: 'input' as const, label: 'Input', content: <NodeInput node={node} /> },
    {
      id: 'output' as const,
      label: 'Output',
      content: <Values of={output} none="This step has no outputs." />,
    },
    {
      id: 'details' as const,
      label: 'Details',
      content: (
        <Suspense fallback={<p className="p-4 text-sm text-muted">Reading …</p>}>
          <NodeDetails node={node} />
        </Suspense>
      ),
    },
  ];
  const wanted: Part = search.part ?? (hasLog ? 'log' : 'details');
  const shown = isStep ? parts.slice(hasLog || node.attempts === 0 ? 0 : 1) : parts.slice(3);
  return (
    <section aria-label={`Details of ${node.name}`} className="flex min-h-0 min-w-0 grow flex-col">
      <NodeHead
        node={node}
        attempt={attempt}
        onAttempt={(chosen) => onSearch({ attempt: chosen })}
      />
      <Tabs
        label="Parts of this step"
        tabs={shown}
        chosen={shown.some(({ id }) => id === wanted) ? wanted : 'details'}
        onChoose={(part) => onSearch({ part })}
      />
    </section>
  );
}

interface LogProps extends Omit<NodePanelProps, 'id'> {
  readonly node: ExecutionNode;
  readonly attempt: number;
}

function Log({ node, attempt, search, onSearch }: LogProps) {
  const tried = node.tries.find((one) => one.attempt === attempt);
  if (node.attempts === 0) {
    return <p className="p-4 text-sm text-muted">This step did not run: it has no log.</p>;
  }
  return (
    <LogView
      key={`${node.uuid} ${attempt}`}
      node={node.uuid}
      name={node.name}
      attempt={attempt}
      logKey={tried?.logBaseKey ?? node.logBaseKey}
      live={attempt === node.attempts && !isEnd(node.status)}
      line={search.line ?? null}
      onLine={(line) => onSearch({ line, attempt })}
    />
  );
}

interface NodeHeadProps {
  readonly node: ExecutionNode;
  readonly attempt: number;
  readonly onAttempt: (attempt: number) => void;
}

function NodeHead({ node, attempt, onAttempt }: NodeHeadProps) {
  const { store } = useExecution();
  const above = pathTo(store.model(), node.uuid).slice(0, -1);
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 pb-1">
      <div className="min-w-0">
        {above.length > 0 && (
          <p className="truncate text-xs text-muted">
            <bdi>{above.map(({ name }) => name).join(' › ')}</bdi>
          </p>
        )}
        <h2 className="font-semibold break-words">
          <bdi>{node.name}</bdi>
        </h2>
      </div>
      <StatusBadge status={node.status} />
      <span className="text-sm text-muted">
        <Took from={node.startTs} to={node.endTs} />
        {node.startTs !== null && (
          <>
            {' · '}
            <Ago at={node.startTs} />
          </>
        )}
      </span>
      {node.tries.length > 1 && (
        <label className="flex items-center gap-2 text-sm text-muted">
          Attempt
          <select
            className={`${INPUT} w-auto`}
            value={attempt}
            onChange={({ target }) => onAttempt(Number(target.value))}
          >
            {node.tries.map((one) => (
              <option key={one.attempt} value={one.attempt}>
                {one.attempt}: {LOOKS[one.status].word}
              </option>
            ))}
          </select>
        </label>
      )}
    </header>
  );
}
