import { type Json, type NodeKey, refused } from '@reprise/core';
import { type Plan, stageOf, titleOf } from '@reprise/core/plan';
import type { CommandRefusal, CommandRefusalCode } from '../decision.ts';

/** A refusal of a command: a stable code, a message for a person, the facts. */
export const refuse = (
  code: CommandRefusalCode,
  message: string,
  facts: Readonly<Record<string, Json>>,
): { readonly ok: false; readonly error: CommandRefusal } => refused({ code, message, facts });

/** A node as people call it: `step smoke of stage deploy`. */
export function describe(plan: Plan, key: NodeKey): string {
  const node = plan.nodes.get(key);
  if (node === undefined) return key;
  const stage = stageOf(plan, key);
  const own = titleOf(node);
  return stage === null || stage.key === key ? own : `${own} of ${titleOf(stage)}`;
}
