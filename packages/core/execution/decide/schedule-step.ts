import { after, asMilliseconds, type Instant, type NodeKey, taskIdOf } from '@reprise/core';
import { nodeOf, type PlanNode } from '@reprise/core/plan';
import { resolveStep, type StepWork } from '@reprise/core/step-types';
import { lookupFor } from '../lookup/lookup.ts';
import type { ExecutionState } from '../state.ts';
import type { Draft } from './draft.ts';
import { settleAttempt } from './settle-attempt.ts';
import { describeError, textsFor } from './texts.ts';
import { deadlineOf } from './timeouts.ts';

/**
 * Makes a step's attempt: its expressions get their values now, and it is handed to a delegate, to people or to
 * time. One whose expressions have no value fails at once, with the place in the YAML.
 */
export function scheduleStep(draft: Draft, node: PlanNode, attempt: number): void {
  if (node.kind !== 'step') throw new Error(`${node.key} is no step`);
  const { now, state } = draft;
  const head = { at: now, node: node.key, attempt };
  const resolved = resolveStep(node.step.spec, textsFor(lookupFor(state, node.key, now)));
  if (!resolved.ok) {
    failAttempt(draft, head, describeError(resolved.error));
    return;
  }
  const late = tooLate(resolved.value, now);
  if (late !== null) {
    failAttempt(draft, head, late);
    return;
  }
  const work = withSelectors(state, node, resolved.value);
  const deadline = deadlineOf(node, now);
  const limit = deadline === undefined ? {} : { deadline };
  draft.emit({ type: 'StepScheduled', ...head, work, ...limit });
  const taskId = taskIdOf(draft.executionId, node.key, attempt);
  switch (work.kind) {
    case 'task':
      draft.effect({ type: 'StartTask', taskId, selectors: work.selectors, task: work.task });
      return;
    case 'approval': {
      const { executionId } = draft;
      const { approval } = work;
      draft.effect({
        type: 'OpenApproval',
        taskId,
        executionId,
        node: node.key,
        approval,
        ...limit,
      });
      return;
    }
    case 'wait':
    case 'barrier':
    case 'queue':
  }
}

function failAttempt(
  draft: Draft,
  { node, attempt }: { readonly node: NodeKey; readonly attempt: number },
  message: string,
): void {
  const failure = { message, types: ['ConfigurationFailure'] as const };
  settleAttempt(draft, { node, attempt, outcome: { status: 'Failed', failure } });
}

/** How long people have at least before an approval gives itself, as in Harness. */
const LEAST_NOTICE = asMilliseconds(15 * 60_000);

/**
 * Why an approval must not wait for its schedule: a time that is past, of a retry for one, would let the pipeline
 * through before anybody could say no.
 */
function tooLate(work: StepWork, now: Instant): string | null {
  const schedule = work.kind === 'approval' ? work.approval.autoApproval : undefined;
  if (schedule === undefined || schedule.at >= after(now, LEAST_NOTICE)) return null;
  return 'the automatic approval is due in less than 15 minutes, or was due already: give people more time, or leave it out';
}

/** A step without delegate selectors of its own takes those of the nearest node around it that has some. */
function withSelectors(state: ExecutionState, step: PlanNode, work: StepWork): StepWork {
  if (work.kind !== 'task' || work.selectors.length > 0) return work;
  let node: PlanNode = step;
  while (node.parent !== null) {
    node = nodeOf(state.plan, node.parent);
    const selectors = selectorsOf(state, node);
    if (selectors.length > 0) return { ...work, selectors };
  }
  return work;
}

function selectorsOf({ plan }: ExecutionState, node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'pipeline':
      return plan.pipeline.delegateSelectors;
    case 'stage':
      return node.stage.delegateSelectors;
    case 'group':
      return node.group.delegateSelectors;
    case 'strategy':
    case 'step':
      return [];
  }
}
