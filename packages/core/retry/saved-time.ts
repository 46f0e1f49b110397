import { asMilliseconds, type Instant, type Milliseconds } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import type { StageDecision } from './model.ts';

interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** The time in which reused stages were running where they ran. Stages that ran side by side count once. */
export function savedTime(source: ExecutionState, stages: readonly StageDecision[]): Milliseconds {
  const spans = stages.flatMap((stage) => spanOf(source, stage));
  spans.sort((one, other) => one.start - other.start);
  let total = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const { start, end } of spans) {
    total += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  return asMilliseconds(total);
}

function spanOf(source: ExecutionState, { stage, decision }: StageDecision): readonly Span[] {
  const at = source.nodes.get(stage);
  if (decision !== 'reuse' || at?.phase !== 'ended' || at.startedAt === undefined) return [];
  return [{ start: at.startedAt, end: at.endedAt }];
}
