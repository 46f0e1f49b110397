import { asMilliseconds, type ExecutionId, type TaskId } from '@reprise/core';
import type { ExecutionState, TaskOutcome } from '@reprise/core/execution';
import { planRetry, type RetryPlan } from '@reprise/core/retry';
import { definitionOf, digestOf, SOMEBODY } from '../packages/server/testing/workshop.ts';
import { type BareEngine, openBareEngine } from './engine-alone.ts';
import { type Figure, median, repeat, timed } from './measure.ts';
import { chainOfStages } from './pipelines.ts';

const STAGES = 1_000;
const RETRIES = 100;
const DAY = asMilliseconds(24 * 60 * 60_000);

/**
 * Retries without processes: planning one of a thousand stages, and a chain of a hundred with 999 reused, each from the
 * call until its first step has been handed to the delegate. The figures of the chain are of its first and last tenth.
 */
export async function retries(): Promise<readonly Figure[]> {
  let handedOut = 0;
  const bare = await openBareEngine((task) => {
    handedOut = performance.now();
    return outcomeOf(task);
  });
  try {
    const yaml = chainOfStages('long', STAGES, () => 'nothing');
    let source = await stateOf(bare, await bare.run(definitionOf(yaml)));
    const plans = await repeat(50, () => timed(async () => planOf(source)));
    const starts: number[] = [];
    for (let retry = 0; retry < RETRIES; retry += 1) {
      const call = performance.now();
      const begun = await bare.engine.retry({ source, plan: planOf(source), by: SOMEBODY });
      if (!begun.ok) throw new Error(begun.error.message);
      source = await ended(bare, begun.value.created.executionId);
      starts.push(handedOut - call);
    }
    return figuresOf(plans, starts);
  } finally {
    await bare.close();
  }
}

function figuresOf(plans: readonly number[], starts: readonly number[]): readonly Figure[] {
  const first = starts.slice(0, RETRIES / 10);
  const last = starts.slice(-RETRIES / 10);
  const what = `${STAGES - 1} stages reused: retry call to first step`;
  return [
    { what: `plan a retry of ${STAGES} stages`, unit: 'ms', samples: plans, aim: '< 10' },
    { what: `${what}, retries 1 to 10`, unit: 'ms', samples: first, aim: '< 25' },
    { what: `${what}, retries 91 to 100`, unit: 'ms', samples: last, aim: '< 25' },
    {
      what: 'the last ten by the first',
      unit: '×',
      samples: [median(last) / median(first)],
      aim: '< 1.2',
    },
  ];
}

/** All goes well but the last stage. */
const outcomeOf = (task: TaskId): TaskOutcome =>
  task.includes(`step_${STAGES}/`)
    ? { status: 'Failed', failure: { message: 'as it must', types: ['Unknown'] } }
    : { status: 'Success', outputs: { outputVariables: {} } };

function planOf(source: ExecutionState): RetryPlan {
  const { created } = source;
  const planned = planRetry(
    source,
    { from: [`stage_${STAGES}`], runAllStages: true },
    {
      now: created.at,
      pipelineExists: true,
      rootCreatedAt: created.retry?.rootCreatedAt ?? created.at,
      maximumAge: DAY,
      digest: digestOf,
    },
  );
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
}

async function stateOf({ engine }: BareEngine, execution: ExecutionId): Promise<ExecutionState> {
  const read = await engine.read(execution);
  if (read === null) throw new Error(`${execution} does not load`);
  return read.state;
}

async function ended(bare: BareEngine, execution: ExecutionId): Promise<ExecutionState> {
  for (;;) {
    const state = await stateOf(bare, execution);
    if (state.ended !== undefined) return state;
    await new Promise(setImmediate);
  }
}
