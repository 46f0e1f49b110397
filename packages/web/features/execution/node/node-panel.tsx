import type { NodeOutline } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';
import { lazy } from 'react';
import { type Tab, Tabs } from '../../../components/tabs.tsx';
import { useNode } from '../live/store.ts';
import { LogView } from '../log/log-view.tsx';
import type { ExecutionSearch, Part } from '../search.ts';
import { Detailed } from './detailed.tsx';
import { NodeHead } from './node-head.tsx';
import { useNodeDetail } from './use-node-detail.ts';
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
  const tries = node.attempts ?? 0;
  const attempt = Math.min(search.attempt ?? tries, Math.max(tries, 1));
  const isStep = node.kind === 'step';
  // What no delegate ran, such as an approval, has none.
  const hasLog = isStep && node.logged === true;
  const log = {
    id: 'log' as const,
    label: 'Log',
    content: <Log {...{ node, attempt, search, onSearch }} />,
  };
  const parts: readonly Tab<Part>[] = [
    ...(isStep && (hasLog || tries === 0) ? [log] : []),
    ...(isStep ? givenAndMade(node) : []),
    detailsOf(node),
  ];
  const wanted: Part = search.part ?? (hasLog ? 'log' : 'details');
  return (
    <section aria-label={`Details of ${node.name}`} className="flex min-h-0 min-w-0 grow flex-col">
      <NodeHead
        node={node}
        attempt={attempt}
        onAttempt={(chosen) => onSearch({ attempt: chosen })}
      />
      <Tabs
        label="Parts of this step"
        tabs={parts}
        chosen={parts.some(({ id }) => id === wanted) ? wanted : 'details'}
        onChoose={(part) => onSearch({ part })}
      />
    </section>
  );
}

/** What a step was given and what came out of it, each fetched when it is looked at. */
const givenAndMade = (outline: NodeOutline): readonly Tab<Part>[] => [
  {
    id: 'input',
    label: 'Input',
    content: (
      <Detailed id={outline.key}>
        {({ stepParameters }) => <Values of={stepParameters} none="This step was given nothing." />}
      </Detailed>
    ),
  },
  {
    id: 'output',
    label: 'Output',
    content: (
      <Detailed id={outline.key}>
        {({ outcomes }) => <Values of={outcomes['output']} none="This step has no outputs." />}
      </Detailed>
    ),
  },
];

/** Why it went as it did, of any node. */
const detailsOf = (outline: NodeOutline): Tab<Part> => ({
  id: 'details',
  label: 'Details',
  content: <Detailed id={outline.key}>{(node) => <NodeDetails {...{ outline, node }} />}</Detailed>,
});

interface LogProps extends Omit<NodePanelProps, 'id'> {
  readonly node: NodeOutline;
  readonly attempt: number;
}

function Log({ node, attempt, search, onSearch }: LogProps) {
  const detail = useNodeDetail(node.key).data;
  if (node.attempts === undefined) {
    return <p className="p-4 text-sm text-muted">This step did not run: it has no log.</p>;
  }
  const tried = detail?.tries.find((one) => one.attempt === attempt);
  return (
    <LogView
      key={`${node.key} ${attempt}`}
      node={node.key}
      name={node.name}
      attempt={attempt}
      logKey={tried?.logBaseKey ?? detail?.logBaseKey ?? null}
      live={attempt === node.attempts && !isEnd(node.status)}
      line={search.line ?? null}
      onLine={(line) => onSearch({ line, attempt })}
    />
  );
}
