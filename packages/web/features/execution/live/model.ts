/** What a page knows of an execution: what the live messages said, one after the other. */
import type { ExecutionNode, LiveChange, LiveLog, LiveMessage } from '@reprise/api';

export interface ExecutionModel {
  /** Null until the first message. */
  readonly summary: LiveChange['summary'] | null;
  /** By uuid. */
  readonly nodes: ReadonlyMap<string, ExecutionNode>;
  /** Who holds whom: another object only when nodes were added. */
  readonly structure: Structure;
  /** How far the newest log of each node has come, by uuid. */
  readonly logs: ReadonlyMap<string, LiveLog>;
  readonly over: boolean;
}

/** The tree of nodes, without what changes while they run. */
export interface Structure {
  readonly root: string | null;
  /** In the order of the pipeline. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** The uuid of each node by its key. */
  readonly byKey: ReadonlyMap<string, string>;
}

export const NOTHING_YET: ExecutionModel = {
  summary: null,
  nodes: new Map(),
  structure: { root: null, children: new Map(), byKey: new Map() },
  logs: new Map(),
  over: false,
};

/** The model after one more message. */
export function receive(model: ExecutionModel, message: LiveMessage): ExecutionModel {
  switch (message.event) {
    case 'change':
      return changed(model, message.data);
    case 'log': {
      const logs = new Map(model.logs).set(message.data.nodeExecutionId, message.data);
      return { ...model, logs };
    }
    case 'end':
      return { ...model, over: true };
  }
}

function changed(model: ExecutionModel, { summary, complete, nodes }: LiveChange): ExecutionModel {
  const all = new Map(complete ? [] : model.nodes);
  for (const node of nodes) all.set(node.uuid, node);
  const same = all.size === model.nodes.size && nodes.every(({ uuid }) => model.nodes.has(uuid));
  return {
    ...model,
    summary,
    nodes: all,
    structure: same ? model.structure : structureOf(all),
  };
}

function structureOf(nodes: ReadonlyMap<string, ExecutionNode>): Structure {
  const children = new Map<string, ExecutionNode[]>();
  const byKey = new Map<string, string>();
  let root: string | null = null;
  for (const node of nodes.values()) {
    byKey.set(node.setupId, node.uuid);
    if (node.parentId === null) {
      root = node.uuid;
      continue;
    }
    const siblings = children.get(node.parentId);
    if (siblings === undefined) children.set(node.parentId, [node]);
    else siblings.push(node);
  }
  const ordered = [...children].map(([parent, each]): [string, readonly string[]] => [
    parent,
    each.toSorted(byPlace).map(({ uuid }) => uuid),
  ]);
  return { root, children: new Map(ordered), byKey };
}

const byPlace = (a: ExecutionNode, b: ExecutionNode): number =>
  a.row - b.row || (a.instance?.iteration ?? 0) - (b.instance?.iteration ?? 0);
