/** What a page knows of an execution: what the live messages said, one after the other. */
import type { LiveLog, NodeOutline, OutlineChange, OutlineMessage } from '@reprise/api';
import { NO_STRUCTURE, type Structure, structureOf } from './structure.ts';

export interface ExecutionModel {
  /** Null until the first message. */
  readonly summary: OutlineChange['summary'] | null;
  /** By key. */
  readonly nodes: ReadonlyMap<string, NodeOutline>;
  /** Who holds whom: another object only when nodes were added. */
  readonly structure: Structure;
  /** The version in which all nodes were told. */
  readonly since: number;
  /** The version in which a node was told last, where that was later. */
  readonly touched: ReadonlyMap<string, number>;
  /** How far the newest log of each node has come, by its name at the API. */
  readonly logs: ReadonlyMap<string, LiveLog>;
  readonly over: boolean;
}

export const NOTHING_YET: ExecutionModel = {
  summary: null,
  nodes: new Map(),
  structure: NO_STRUCTURE,
  since: 0,
  touched: new Map(),
  logs: new Map(),
  over: false,
};

/** The model after one more message. */
export function receive(model: ExecutionModel, message: OutlineMessage): ExecutionModel {
  switch (message.event) {
    case 'change':
      return message.data.complete ? begun(model, message.data) : changed(model, message.data);
    case 'log': {
      const logs = new Map(model.logs).set(message.data.nodeExecutionId, message.data);
      return { ...model, logs };
    }
    case 'end':
      return { ...model, over: true };
  }
}

/** The version of a node: what was asked about it before is old when this is another. */
export const versionOf = ({ touched, since }: ExecutionModel, key: string): number =>
  touched.get(key) ?? since;

/** All nodes are told: what was known before is not looked at. */
function begun(model: ExecutionModel, change: OutlineChange): ExecutionModel {
  const { version, nodes } = change;
  const all = new Map<string, NodeOutline>();
  for (const node of nodes) all.set(node.key, node);
  const same = all.size === model.nodes.size && nodes.every(({ key }) => model.nodes.has(key));
  return {
    ...model,
    summary: summaryAfter(model, change),
    nodes: all,
    since: version,
    touched: new Map(),
    structure: same ? model.structure : structureOf(nodes),
  };
}

function changed(model: ExecutionModel, change: OutlineChange): ExecutionModel {
  const { version, nodes } = change;
  const all = new Map(model.nodes);
  const touched = new Map(model.touched);
  for (const node of nodes) {
    all.set(node.key, node);
    touched.set(node.key, version);
  }
  const same = all.size === model.nodes.size;
  const structure = same ? model.structure : structureOf([...all.values()]);
  return { ...model, summary: summaryAfter(model, change), nodes: all, touched, structure };
}

/** The same object as before when it says the same: what shows it is not drawn again for each node. */
function summaryAfter({ summary: before }: ExecutionModel, { summary }: OutlineChange) {
  const isSame =
    before !== null &&
    before.planExecutionId === summary.planExecutionId &&
    before.status === summary.status &&
    before.startTs === summary.startTs &&
    before.endTs === summary.endTs;
  return isSame ? before : summary;
}
