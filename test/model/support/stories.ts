import { asInstant } from '@reprise/core';
import { type Continuation, create, type ExecutionState } from '@reprise/core/execution';
import type { Pipeline } from '@reprise/core/pipeline';
import { buildPlan, type Plan } from '@reprise/core/plan';
import { continuationOf, planRetry } from '@reprise/core/retry';
import * as fc from 'fast-check';
import type { Choice } from '../../../packages/core/execution/testing/random-driver.ts';
import {
  ada,
  createdBy,
  noObjection,
  START,
} from '../../../packages/core/execution/testing/run.ts';
import { instanceKeys } from '../reference/instances.ts';
import { ModelExecution } from '../reference/model-execution.ts';
import { type ModelPlan, modelRetry, reusedEnds } from '../reference/retry.ts';
import type { End } from '../reference/words.ts';
import { Lockstep, Tie } from './lockstep.ts';
import { anyModelPipeline } from './pipelines.ts';

/** What somebody does after an execution has ended. */
export interface Sequel {
  readonly rerun: boolean;
  /** Which stages the retry is asked to start from, eligible or not. */
  readonly stages: readonly number[];
  readonly runAllStages: boolean;
  readonly moves: readonly Choice[];
}

export interface Story {
  readonly pipeline: Pipeline;
  readonly moves: readonly Choice[];
  readonly sequels: readonly Sequel[];
}

const anyMoves = fc.array(fc.record({ what: fc.nat(99), how: fc.nat(999) }), { maxLength: 40 });

/** A pipeline, what happens to it, and up to five retries and reruns. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  pipeline: anyModelPipeline,
  moves: anyMoves,
  sequels: fc.array(
    fc.record({
      rerun: fc.oneof(
        { weight: 5, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      stages: fc.array(fc.nat(99), { minLength: 1, maxLength: 2 }),
      runAllStages: fc.boolean(),
      moves: anyMoves,
    }),
    { maxLength: 5 },
  ),
});

/** What was seen, so that a run of empty stories does not pass for a proof. */
export type Tally = Map<string, number>;

const count = (tally: Tally, what: string, by = 1): void => {
  tally.set(what, (tally.get(what) ?? 0) + by);
};

/** Tells a story to the engine and to the model; throws where they differ. */
export function tell(story: Story, tally: Tally): void {
  try {
    tellAll(story, tally);
  } catch (error) {
    if (!(error instanceof Tie)) throw error;
    count(tally, 'tie');
  }
  count(tally, 'story');
}

function tellAll({ pipeline, moves, sequels }: Story, tally: Tally): void {
  let number = 1;
  let chapter = begin(pipeline, number, moves, tally);
  for (const sequel of sequels) {
    number += 1;
    if (sequel.rerun) {
      chapter = begin(pipeline, number, sequel.moves, tally);
      count(tally, 'rerun');
      continue;
    }
    const next = retry(chapter, sequel, number, tally);
    if (next === null) continue;
    chapter = next;
  }
}

/** All executions of a story begin with one plan, which is never changed. */
const plans = new WeakMap<Pipeline, Plan>();

function planOf(pipeline: Pipeline): Plan {
  const plan = plans.get(pipeline) ?? buildPlan(pipeline);
  plans.set(pipeline, plan);
  return plan;
}

interface Given {
  readonly retry?: Continuation;
  readonly reused?: ReadonlyMap<string, End>;
}

function begin(
  pipeline: Pipeline,
  number: number,
  moves: readonly Choice[],
  tally: Tally,
  { retry, reused = new Map() }: Given = {},
): Lockstep {
  const now = asInstant(START + number * 1_000_000_000);
  const created = createdBy(`execution-${number}`, ada);
  const decided = create({ created, ...(retry !== undefined && { retry }) }, planOf(pipeline), now);
  if (!decided.ok) throw new Error(decided.error.message);
  const model = new ModelExecution(pipeline, created.executionId, now, reused);
  const lockstep = new Lockstep({ decision: decided.value, model, now });
  for (const choice of moves) lockstep.move(choice);
  lockstep.finish();
  count(tally, model.status ?? 'none');
  for (const event of lockstep.events) {
    count(tally, event.type);
    if (event.type === 'NodeInterrupted') count(tally, event.interrupt);
  }
  return lockstep;
}

function retry(source: Lockstep, sequel: Sequel, number: number, tally: Tally): Lockstep | null {
  const { pipeline, stages } = source.model;
  const wishes = sequel.stages.map(
    (wish) => stages[wish % stages.length]?.element.of.identifier ?? 'none',
  );
  // Most random wishes are refused, as they should be: then the first that the model allows is taken.
  const allowed = stages
    .map(({ element }) => [element.of.identifier])
    .filter((from) => !('refused' in modelRetry(source.model, from, sequel.runAllStages)));
  const [wish = 0] = sequel.stages;
  const from = agree(source, wishes, sequel.runAllStages, tally)
    ? wishes
    : allowed[wish % Math.max(1, allowed.length)];
  if (from === undefined || !agree(source, from, sequel.runAllStages, tally)) return null;
  const request = { from, runAllStages: sequel.runAllStages };
  const planned = planRetry(source.state, request, noObjection(START));
  if (!planned.ok) throw new Error(planned.error.message);
  const reused = reusedEnds(source.model, modelRetry(source.model, from, sequel.runAllStages));
  count(tally, 'retry');
  count(tally, 'reused', reused.size);
  const continuation = continuationOf(planned.value, source.state);
  return begin(pipeline, number, sequel.moves, tally, { retry: continuation, reused });
}

/** Whether a retry is allowed, when engine and model say the same of it. */
function agree(
  source: Lockstep,
  from: readonly string[],
  runAllStages: boolean,
  tally: Tally,
): boolean {
  const model = describeModel(modelRetry(source.model, from, runAllStages), source.model);
  const engine = describeEngine(source.state, from, runAllStages);
  if (model !== engine) {
    throw new Error(
      `a retry from ${from.join(', ')}\n  engine: ${engine}\n  model:  ${model}\n${source.story()}`,
    );
  }
  if (engine.startsWith('refused')) count(tally, engine);
  return !engine.startsWith('refused');
}

function describeEngine(
  state: ExecutionState,
  from: readonly string[],
  runAllStages: boolean,
): string {
  const planned = planRetry(state, { from, runAllStages }, noObjection(START));
  if (!planned.ok) return `refused ${planned.error.code}`;
  const lines = planned.value.stages.flatMap(({ stage, decision, instances = [] }) => [
    `${stage} ${decision}`,
    ...instances.map((each) => `${each.instance} ${each.decision}`),
  ]);
  return lines.toSorted().join('\n');
}

function describeModel(plan: ModelPlan, { ground, stages }: ModelExecution): string {
  if ('refused' in plan) return `refused ${plan.refused}`;
  // Instances are planned where the source had them, if only because it took some over from its own source: a loop
  // that was skipped, or had no turn, has none.
  const isOver = (key: string): boolean => ground.ends.has(key);
  const expanded = stages.filter(({ element, key }) => {
    const { strategy } = element.of;
    const taken = strategy !== undefined && instanceKeys(key, strategy).some(isOver);
    return taken || (isOver(key) && ground.ends.get(key)?.status !== 'Skipped');
  });
  const known = (key: string): boolean => expanded.some((stage) => key.startsWith(`${stage.key}-`));
  const lines = [
    ...[...plan.stages].map(([key, fate]) => `${key} ${fate}`),
    ...[...plan.instances].flatMap(([key, fate]) => (known(key) ? [`${key} ${fate}`] : [])),
  ];
  return lines.toSorted().join('\n');
}
