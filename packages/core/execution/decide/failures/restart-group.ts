import type { NodeKey } from '@reprise/core';
import { descendants, nodeOf } from '@reprise/core/plan';
import type { Draft } from '../draft.ts';
import { beginInside } from '../turns/take-turn.ts';

/** The next try of a group: all that is over in it is as if it had never begun. */
export function restartGroup(draft: Draft, node: NodeKey): void {
  const { nodes, plan } = draft.state;
  const begun = descendants(plan, node).filter((key) => nodes.has(key));
  draft.emit({ type: 'GroupRestarted', at: draft.now, node, nodes: begun });
  const group = nodeOf(plan, node);
  if (group.kind === 'group') beginInside(draft, group);
}
