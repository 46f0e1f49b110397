import type { Instant } from '@reprise/core';
import { evaluateText, isSecret, type Value } from '@reprise/core/expression';
import type { ChildOutput } from '@reprise/core/step-types';
import { describeError, errorIn } from './decide/texts.ts';
import { lookupFor } from './lookup/lookup.ts';
import type { Failure, StepOutcome } from './outcome.ts';
import type { ExecutionState } from './state.ts';
import { failureOf } from './view/failure.ts';

/**
 * What the end of a child is to the stage that runs it: its outputs, worked out in the child, or its failure. A failure
 * that the child ignored is the child's own affair. Null while the child runs.
 */
export function childOutcome(
  child: ExecutionState,
  outputs: readonly ChildOutput[],
  now: Instant,
): StepOutcome | null {
  if (child.ended === undefined) return null;
  const { status } = child.ended;
  if (status === 'Success' || status === 'IgnoreFailed' || status === 'Skipped') {
    return outcomeWith(child, outputs, now);
  }
  return { status, failure: failureIn(child, status) };
}

function outcomeWith(
  child: ExecutionState,
  outputs: readonly ChildOutput[],
  now: Instant,
): StepOutcome {
  const lookup = lookupFor(child, child.plan.root, now);
  const values: [string, Value][] = [];
  for (const { name, value } of outputs) {
    const evaluated = evaluateText(value.text, lookup);
    if (!evaluated.ok) return cannotPublish(name, describeError(errorIn(value, evaluated.error)));
    const found = evaluated.value.value;
    if (isSecret(found)) {
      const message = 'a secret cannot be an output: name it where it is needed';
      return cannotPublish(name, describeError({ message, at: value.at }));
    }
    values.push([name, found]);
  }
  return { status: 'Success', outputs: Object.fromEntries(values) };
}

function cannotPublish(name: string, why: string): StepOutcome {
  const message = `the child pipeline ended well, and its output ${name} has no value: ${why}`;
  return { status: 'Failed', failure: { message, types: ['ConfigurationFailure'] } };
}

function failureIn(child: ExecutionState, status: string): Failure {
  const { plan, created } = child;
  const failure = failureOf(child, plan.root);
  const who = `pipeline ${created.pipelineId} (execution ${created.executionId})`;
  const types = failure?.types ?? [];
  if (failure === null) return { message: `${who} ended ${status}`, types };
  return { message: `${who} ended ${status}: ${failure.message}`, types };
}
