import { after, asMilliseconds, type Instant, taskIdOf } from '@reprise/core';
import { nodeOf, type PlanNode, type StepNode } from '@reprise/core/plan';
import { resolveStep, type StepWork } from '@reprise/core/step-types';
import { lookupFor } from '../lookup/lookup.ts';
import type { ExecutionState } from '../state.ts';
import type { Draft } from './draft.ts';
import { describeError, textsFor } from './texts.ts';

const FIRST_ATTEMPT = 1;

/**
 * Makes a step's first attempt: its expressions get their values now, and it is handed to a delegate, to people or to
 * time. A step whose expressions have no value fails at once, with the place in the YAML.
 */
export function scheduleStep(draft: Draft, node: StepNode, deadline: Instant | undefined): void {
  const { now, state } = draft;
  const head = { at: now, node: node.key, attempt: FIRST_ATTEMPT };
  const resolved = resolveStep(node.step.spec, textsFor(lookupFor(state, node.key, now)));
  if (!resolved.ok) {
    const message = describeError(resolved.error);
    const failure = { message, types: ['ConfigurationFailure'] as const };
    draft.emit({ type: 'StepEnded', ...head, outcome: { status: 'Failed', failure } });
    return;
  }
  const late = tooLate(resolved.value, now);
  if (late !== null) {
    const failure = { message: late, types: ['ConfigurationFailure'] as const };
    draft.emit({ type: 'StepEnded', ...head, outcome: { status: 'Failed', failure } });
    return;
  }
  const work = withSelectors(state, node, resolved.value);
  const limit = deadline === undefined ? {} : { deadline };
  draft.emit({ type: 'StepScheduled', ...head, work, ...limit });
  const taskId = taskIdOf(draft.executionId, node.key, FIRST_ATTEMPT);
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
  }
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
function withSelectors(state: ExecutionState, step: StepNode, work: StepWork): StepWork {
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
