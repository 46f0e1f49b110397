/** The tree of an execution's nodes as Harness draws it. */
import { type ExecutionGraph, type ExecutionNode, nodeExecutionIdOf } from '@reprise/api';
import type { NodeKey } from '@reprise/core';
import { type ExecutionState, type NodeView, viewNodes } from '@reprise/core/execution';
import { PIPELINE_KEY, stageOf } from '@reprise/core/plan';
import { detailedNode, type Owner } from './execution-node.ts';
import { type Drawing, type Drawn, drawInside, forkView } from './layout.ts';

interface Adjacency {
  readonly children: string[];
  readonly nextIds: string[];
}

/** All nodes, each reached once by going from the root along `children` and `nextIds`. */
export function executionGraph(owner: Owner, state: ExecutionState): ExecutionGraph {
  const views = new Map(viewNodes(state).map((view) => [view.key, view]));
  const uuid = (key: NodeKey): string => nodeExecutionIdOf(owner.executionId, key);
  const uuids = (keys: readonly NodeKey[]): string[] => keys.map(uuid);
  const nodes: [string, ExecutionNode][] = [];
  const adjacency = new Map<string, Adjacency>();
  const place = (view: NodeView, next: readonly NodeKey[]): void => {
    const drawing = drawInside(view, viewsOf(views, view.children));
    nodes.push([uuid(view.key), detailedNode(owner, view)]);
    adjacency.set(uuid(view.key), { children: uuids(drawing.first), nextIds: uuids(next) });
    placeAll(view, drawing);
  };
  const placeAll = (parent: NodeView, { all }: Drawing): void => {
    for (const drawn of all) {
      if (drawn.kind === 'fork') {
        const members = viewsOf(views, drawn.members);
        nodes.push([uuid(drawn.key), forkNode(owner, state, parent, drawn, members)]);
        const edges = { children: uuids(drawn.members), nextIds: uuids(drawn.next) };
        adjacency.set(uuid(drawn.key), edges);
      } else {
        for (const view of viewsOf(views, [drawn.key])) place(view, drawn.next);
      }
    }
  };
  for (const root of viewsOf(views, [PIPELINE_KEY])) place(root, []);
  return {
    rootNodeId: uuid(PIPELINE_KEY),
    nodeMap: Object.fromEntries(nodes),
    nodeAdjacencyListMap: Object.fromEntries(adjacency),
    representationStrategy: 'camelCase',
  };
}

const viewsOf = (
  views: ReadonlyMap<NodeKey, NodeView>,
  keys: readonly NodeKey[],
): readonly NodeView[] => keys.flatMap((key) => views.get(key) ?? []);

/** The node that stands for a parallel block. */
function forkNode(
  owner: Owner,
  state: ExecutionState,
  parent: NodeView,
  fork: Extract<Drawn, { readonly kind: 'fork' }>,
  members: readonly NodeView[],
): ExecutionNode {
  const { status, startedAt, endedAt } = forkView(members);
  const stage = stageOf(state.plan, parent.key)?.key ?? PIPELINE_KEY;
  return {
    ...detailedNode(owner, { ...parent, startedAt, endedAt, status }),
    uuid: nodeExecutionIdOf(owner.executionId, fork.key),
    setupId: fork.key,
    identifier: 'parallel',
    name: 'parallel',
    // Clients take whatever has `.steps.` in its name for a step: a fork is none.
    baseFqn: `${stage}.parallel`,
    stepType: 'NG_FORK',
    kind: 'group',
    failureInfo: null,
    skipInfo: null,
    interruptHistories: [],
    tries: [],
    parentId: nodeExecutionIdOf(owner.executionId, parent.key),
    afterIds: [],
    row: members[0]?.row ?? 0,
    instance: null,
    reused: null,
  };
}
