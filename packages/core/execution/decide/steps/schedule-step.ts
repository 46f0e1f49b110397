import {
  after,
  asMilliseconds,
  type Instant,
  type NodeKey,
  type Position,
  taskIdOf,
} from '@reprise/core';
import type { TargetPart } from '@reprise/core/pipeline';
import type { StepNode } from '@reprise/core/plan';
import { isTargetSpec, resolveStep, type StepWork } from '@reprise/core/step-types';
import { asksOf, valueInPlaceOf } from '../../asking.ts';
import { lookupFor } from '../../lookup/lookup.ts';
import { resolveTarget } from '../../target/resolve-target.ts';
import type { Draft } from '../draft.ts';
import { requestInputs } from '../people/request-inputs.ts';
import { describeError, textsFor } from '../texts.ts';
import { deadlineOf } from '../timeouts.ts';
import { placeTask } from './place-task.ts';
import { settleAttempt } from './settle-attempt.ts';

/**
 * Makes a step's attempt: its expressions get their values now, and it is handed to a delegate, to people or to
 * time. One whose expressions have no value fails at once, with the place in the YAML.
 */
export function scheduleStep(draft: Draft, node: StepNode, attempt: number): void {
  const { spec } = node.step;
  if (isTargetSpec(spec)) {
    settleTarget(draft, { node, part: spec.part, attempt });
    return;
  }
  const { now, state } = draft;
  const head = { at: now, node: node.key, attempt };
  const inputs = state.nodes.get(node.key)?.inputs;
  if (asksOf(node) !== null && inputs === undefined) {
    requestInputs(draft, node, attempt);
    return;
  }
  const given = (at: Position) => valueInPlaceOf(node, inputs, at);
  const texts = textsFor(lookupFor(state, node.key, now), state.created, given);
  const resolved = resolveStep(spec, texts);
  if (!resolved.ok) {
    failAttempt(draft, head, describeError(resolved.error));
    return;
  }
  const late = tooLate(resolved.value, now);
  if (late !== null) {
    failAttempt(draft, head, late);
    return;
  }
  const work = placeTask(state, node, resolved.value);
  const deadline = deadlineOf(node, now);
  const limit = deadline === undefined ? {} : { deadline };
  draft.emit({ type: 'StepScheduled', ...head, work, ...limit });
  const taskId = taskIdOf(draft.executionId, node.key, attempt);
  if (work.kind === 'task') {
    draft.effect({ type: 'StartTask', taskId, selectors: work.selectors, task: work.task });
  } else if (work.kind === 'pipeline') {
    draft.effect({ type: 'StartChild', taskId, child: work.child });
  } else if (work.kind === 'approval') {
    const { executionId } = draft;
    const { approval } = work;
    const ask = { taskId, executionId, node: node.key, approval, ...limit };
    draft.effect({ type: 'OpenApproval', ...ask });
  }
}

/** Nobody runs what finds out a stage's target: it is known at once, or cannot be. */
function settleTarget(
  draft: Draft,
  {
    node,
    part,
    attempt,
  }: { readonly node: StepNode; readonly part: TargetPart; readonly attempt: number },
): void {
  const resolved = resolveTarget(draft.state, node, part, draft.now);
  const { key } = node;
  if (!resolved.ok) {
    failAttempt(draft, { node: key, attempt }, resolved.error);
    return;
  }
  const outcome = { status: 'Success', outputs: resolved.value } as const;
  settleAttempt(draft, { node: key, attempt, outcome });
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
