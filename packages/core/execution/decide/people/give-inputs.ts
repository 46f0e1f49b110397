import { didYouMean, type Instant, type NodeKey, ok, type Result, refused } from '@reprise/core';
import { type AskedInput, type AskedInputs, whyNot } from '@reprise/core/pipeline';
import { nodeOf } from '@reprise/core/plan';
import { askingAt } from '../../asking.ts';
import type { GiveInputs } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { Principal } from '../../origin.ts';
import type { GivenValues } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { type Draft, draftOf } from '../draft.ts';
import { describe, refuse } from '../refuse.ts';
import { scheduleStep } from '../steps/schedule-step.ts';
import { deadlineOf } from '../timeouts.ts';
import { beginInside } from '../turns/take-turn.ts';

/** Somebody gives the inputs that a node waits for, all at once: what is left out takes its default. */
export function giveInputs(
  state: ExecutionState,
  { node: key, by, values }: GiveInputs,
  now: Instant,
): DecisionResult {
  if (!state.plan.nodes.has(key)) {
    return refuse('NODE_NOT_FOUND', `the pipeline has no node ${key}`, { node: key });
  }
  const asking = askingAt(state, key);
  const name = describe(state.plan, key);
  if (asking === null) {
    return refuse('NOT_WAITING_FOR_INPUT', `${name} does not wait for inputs`, { node: key });
  }
  const complete = completed(asking.asks, values);
  if (!complete.ok) {
    const message = `${name} cannot go on with these inputs: ${complete.error.join('; ')}`;
    const facts = { node: key, problems: complete.error };
    return refuse('EXECUTION_INPUT_INVALID', message, facts);
  }
  const draft = draftOf(state, now);
  goOnWith(draft, key, by, complete.value);
  advance(draft);
  return ok(draft.finish());
}

/** Every value that is asked for, or all that stands against them. */
export function completed(
  { inputs }: AskedInputs,
  values: GivenValues,
): Result<GivenValues, readonly string[]> {
  const names = inputs.map(({ name }) => name);
  const wrong = Object.keys(values)
    .filter((name) => !names.includes(name))
    .map((name) => `nothing called "${name}" is asked for.${didYouMean(name, names)}`);
  const complete: [string, string][] = [];
  for (const input of inputs) {
    const value = Object.hasOwn(values, input.name) ? values[input.name] : input.default;
    const fault = value === undefined ? 'has no value' : faultOf(input, value);
    if (fault !== undefined) wrong.push(`${input.name} ${fault}`);
    else if (value !== undefined) complete.push([input.name, value]);
  }
  return wrong.length > 0 ? refused(wrong) : ok(Object.fromEntries(complete));
}

function faultOf(input: AskedInput, value: string): string | undefined {
  if (input.required && value === '') return 'is required and has no value';
  return whyNot(input, value);
}

/** The inputs are known: a step makes its attempt with them, a stage or group begins. */
export function goOnWith(draft: Draft, key: NodeKey, by: Principal, values: GivenValues): void {
  const node = nodeOf(draft.state.plan, key);
  const { now } = draft;
  const deadline = node.kind === 'step' ? undefined : deadlineOf(node, now);
  const limit = deadline === undefined ? {} : { deadline };
  draft.emit({ type: 'InputGiven', at: now, node: key, by, values, ...limit });
  const at = draft.state.nodes.get(key);
  if (node.kind !== 'step') beginInside(draft, node);
  else if (at?.phase === 'delayed') scheduleStep(draft, node, at.attempt);
}
