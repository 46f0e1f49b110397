import type { Instant, NodeKey } from '@reprise/core';
import type { AskedInputs, FinalAction } from '@reprise/core/pipeline';
import { askingAt } from '../asking.ts';
import type { ExecutionState } from '../state.ts';

/** What people are asked for besides approvals: what becomes of a step that failed, or inputs; and until when. */
export type AskedOfPeople =
  | {
      readonly kind: 'decision';
      readonly node: NodeKey;
      readonly deadline: Instant;
      /** What is done about the step when nobody decides. */
      readonly onTimeout: FinalAction;
    }
  | {
      readonly kind: 'inputs';
      readonly node: NodeKey;
      readonly deadline: Instant;
      readonly asks: AskedInputs;
    };

/** All that people are asked for now, in the order in which it began, whatever else goes on in the execution. */
export const askedOfPeople = (state: ExecutionState): readonly AskedOfPeople[] =>
  [...state.open].flatMap((node) => askedAt(state, node) ?? []);

function askedAt(state: ExecutionState, node: NodeKey): AskedOfPeople | null {
  const at = state.nodes.get(node);
  if (at?.phase === 'undecided') {
    const { deadline, onTimeout } = at;
    return { kind: 'decision', node, deadline, onTimeout };
  }
  const asking = askingAt(state, node);
  return asking === null ? null : { kind: 'inputs', node, ...asking };
}
