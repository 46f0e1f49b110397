import type { NodeKey } from '@reprise/core';
import { liveSteps } from '../../live-steps.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { describe } from '../refuse.ts';
import { endAttempt } from '../steps/end-attempt.ts';
import { comesAfter, membersOf } from './barrier-members.ts';

/**
 * Lets those go on who have all met at their barrier, and fails those who wait for somebody who cannot come any more.
 * Answers whether anything happened. It is asked when nothing else can happen, so that nobody is given up too early.
 */
export function meetAtBarriers(draft: Draft): boolean {
  if (draft.state.plan.pipeline.barriers === undefined) return false;
  for (const barrier of awaitedBarriers(draft.state)) if (meet(draft, barrier)) return true;
  return false;
}

function awaitedBarriers(state: ExecutionState): ReadonlySet<string> {
  const barriers = new Set<string>();
  for (const { step } of liveSteps(state)) {
    if (step.phase === 'waiting' && step.work.kind === 'barrier') barriers.add(step.work.barrier);
  }
  return barriers;
}

function meet(draft: Draft, barrier: string): boolean {
  const { plan } = draft.state;
  const members = membersOf(draft, barrier);
  const waiting = members.filter(({ is }) => is === 'waits').map(({ key }) => key);
  const lost = members.find(({ is }) => is === 'lost');
  if (lost !== undefined) {
    const message = `the barrier ${barrier} cannot be met: ${describe(plan, lost.key)} did not come through it`;
    end(draft, waiting, { status: 'Failed', failure: { message, types: ['Unknown'] } });
    return true;
  }
  const awaited = members.some(
    ({ key, is }) => is === 'coming' && !comesAfter(draft.state, key, waiting),
  );
  if (awaited) return false;
  end(draft, waiting, { status: 'Success', outputs: {} });
  return true;
}

/** What is decided about one of them may have ended others. */
function end(draft: Draft, waiting: readonly NodeKey[], outcome: StepOutcome): void {
  for (const key of waiting) {
    const step = draft.state.nodes.get(key);
    if (step?.phase === 'waiting') endAttempt(draft, key, step, outcome);
  }
}
