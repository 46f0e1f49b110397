/** What nodes are called in commands. */
import type { ExecutionNode } from '@reprise/api';
import { type Progress, stageOf } from './model.ts';

/**
 * The address of a node in commands: `stage/step`; with the groups between them, as in `stage/group_0/step`, where one
 * stage has several such steps or will have them, because a loop stands between.
 */
export function addressOf(nodes: Progress['nodes'], node: ExecutionNode): string {
  return standsAlone(nodes, node) ? shortName(nodes, node) : fullName(nodes, node);
}

/** Whether a person means this node by this text: its node id, its fully qualified name, its identifier or its address. */
export const isCalled = (nodes: Progress['nodes'], node: ExecutionNode, text: string): boolean =>
  node.uuid === text ||
  node.baseFqn === text ||
  node.identifier === text ||
  shortName(nodes, node) === text ||
  fullName(nodes, node) === text;

const shortName = (nodes: Progress['nodes'], node: ExecutionNode): string => {
  const stage = stageOf(nodes, node);
  return stage === undefined || stage === node
    ? node.identifier
    : `${stage.identifier}/${node.identifier}`;
};

const fullName = (nodes: Progress['nodes'], node: ExecutionNode): string =>
  [...around(nodes, node).toReversed(), node].map(({ identifier }) => identifier).join('/');

/** The groups and the stage that a node stands in, from the inside out. A loop is named by its instances. */
function around(nodes: Progress['nodes'], node: ExecutionNode): readonly ExecutionNode[] {
  const found: ExecutionNode[] = [];
  for (let at = parentOf(nodes, node); at !== undefined; at = parentOf(nodes, at)) {
    if (at.kind === 'stage' || at.kind === 'group') found.push(at);
  }
  return found;
}

const parentOf = (nodes: Progress['nodes'], { parentId }: ExecutionNode) =>
  parentId === null ? undefined : nodes.get(parentId);

function standsAlone(nodes: Progress['nodes'], node: ExecutionNode): boolean {
  if (around(nodes, node).some(({ kind, instance }) => kind === 'group' && instance !== null)) {
    return false;
  }
  const stage = stageOf(nodes, node);
  return ![...nodes.values()].some(
    (other) =>
      other !== node &&
      other.kind === node.kind &&
      other.identifier === node.identifier &&
      stageOf(nodes, other) === stage,
  );
}
