import { asMilliseconds, type Instant, type Milliseconds, type NodeKey } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import type { ContinuedChild, StageDecision } from './model.ts';

interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** The time in which what is reused was running where it ran. What ran side by side counts once, except inside of different children. */
export function savedTime(source: ExecutionState, stages: readonly StageDecision[]): Milliseconds {
  const spans = stages.flatMap((stage) => spansOf(source, stage));
  spans.sort((one, other) => one.start - other.start);
  let total = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const { start, end } of spans) {
    total += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  for (const { child } of stages) total += child === undefined ? 0 : savedIn(child);
  return asMilliseconds(total);
}

const savedIn = (child: ContinuedChild): Milliseconds =>
  child.kind === 'retry' ? child.plan.savedTime : child.taken.took;

function spansOf(
  source: ExecutionState,
  { stage, decision, instances = [] }: StageDecision,
): readonly Span[] {
  if (decision === 'reuse') return spanOf(source, stage);
  return instances
    .filter((each) => each.decision === 'reuse')
    .flatMap(({ instance }) => spanOf(source, instance));
}

function spanOf(source: ExecutionState, node: NodeKey): readonly Span[] {
  const at = source.nodes.get(node);
  if (at?.phase !== 'ended' || at.startedAt === undefined) return [];
  return [{ start: at.startedAt, end: at.endedAt }];
}
