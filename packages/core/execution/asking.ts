import type { Instant, NodeKey, Position } from '@reprise/core';
import type { AskedInput, AskedInputs } from '@reprise/core/pipeline';
import { nodeOf, type PlanNode } from '@reprise/core/plan';
import type { GivenValues } from './outcome.ts';
import { runningAt } from './running.ts';
import type { ExecutionState } from './state.ts';

/** What a node asks people for when its turn has come; null when it asks for nothing. */
export function asksOf(node: PlanNode): AskedInputs | null {
  switch (node.kind) {
    case 'pipeline':
    // Each instance of a loop asks for itself.
    case 'strategy':
      return null;
    case 'stage':
      return node.stage.asks ?? null;
    case 'group':
      return node.group.asks ?? null;
    case 'step':
      return node.step.asks ?? null;
  }
}

/** A node that waits for its inputs, and until when. */
export interface Asking {
  readonly asks: AskedInputs;
  readonly deadline: Instant;
}

/** What people are asked for by this node now; null when it does not wait for inputs. */
export function askingAt(state: ExecutionState, key: NodeKey): Asking | null {
  const at = state.nodes.get(key);
  const asks = at === undefined ? null : asksOf(nodeOf(state.plan, key));
  if (asks === null) return null;
  if (at?.phase === 'asking') return { asks, deadline: at.deadline };
  const asking = runningAt(state, key)?.asking;
  return asking === undefined ? null : { asks, deadline: asking.deadline };
}

/** The stages and groups that wait for their inputs, in the order in which they began to. */
export function* askingContainers(state: ExecutionState): Generator<NodeKey> {
  for (const key of state.open) if (runningAt(state, key)?.asking !== undefined) yield key;
}

/** The value that stands in the place of a text of this node; undefined for any other text. */
export function valueInPlaceOf(
  node: PlanNode,
  values: GivenValues | undefined,
  at: Position,
): string | undefined {
  const asked = asksOf(node)?.inputs.find((input) => samePlace(input, at));
  if (asked === undefined || values === undefined) return undefined;
  return Object.hasOwn(values, asked.name) ? values[asked.name] : undefined;
}

const samePlace = ({ at }: AskedInput, { line, column, template }: Position): boolean =>
  at.line === line && at.column === column && at.template === template;
