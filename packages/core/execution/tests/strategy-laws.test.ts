import type { FailureStrategy, FailureType } from '@reprise/core/pipeline';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { liveSteps } from '../live-steps.ts';
import { group, pipeline, script, stage, steps } from '../testing/pipelines.ts';
import { anyStrategies } from '../testing/random-strategies.ts';
import { Run } from '../testing/run.ts';
import { RUNS } from '../testing/runs.ts';
import {
  type Answers,
  type Model,
  predict,
  type StageModel,
  type StepModel,
} from '../testing/strategy-oracle.ts';

type Unnamed =
  | Omit<StepModel, 'name'>
  | (Omit<StageModel, 'name' | 'items' | 'rollback'> & {
      readonly kind: 'group';
      readonly items: readonly Unnamed[];
      readonly rollback: readonly Omit<StepModel, 'name'>[];
    });

const none: readonly FailureStrategy[] = [];
const strategies = (inGroup: boolean) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(none) },
    { weight: 2, arbitrary: anyStrategies(inGroup) },
  );
const ending = fc.oneof(
  { weight: 3, arbitrary: fc.constant<FailureType | null>(null) },
  { weight: 4, arbitrary: fc.constantFrom<FailureType>('Unknown', 'Timeout', 'Connectivity') },
);
const anyStep = (inGroup: boolean): fc.Arbitrary<Omit<StepModel, 'name'>> =>
  fc.record({
    kind: fc.constant('step' as const),
    strategies: strategies(inGroup),
    tries: fc.array(ending, { minLength: 1, maxLength: 5 }),
  });
const undo = (inGroup: boolean) => fc.array(anyStep(inGroup), { maxLength: 2 });
const { item: inGroup } = fc.letrec<{ item: Unnamed }>((tie) => ({
  item: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: anyStep(true) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('group' as const),
        strategies: strategies(true),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
        rollback: undo(true),
      }),
    },
  ),
}));
const topLevel: fc.Arbitrary<Unnamed> = fc.oneof(
  anyStep(false),
  fc.record({
    kind: fc.constant('group' as const),
    strategies: strategies(true),
    items: fc.array(inGroup, { minLength: 1, maxLength: 3 }),
    rollback: undo(true),
  }),
);
const anyStages = fc
  .array(
    fc.record({
      strategies: strategies(false),
      items: fc.array(topLevel, { minLength: 1, maxLength: 3 }),
      rollback: undo(false),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => {
    let count = 0;
    const next = (kind: string): string => `${kind}${(count += 1)}`;
    const named = (item: Unnamed): Model =>
      item.kind === 'step'
        ? { ...item, name: next('step') }
        : { ...item, name: next('group'), items: item.items.map(named), rollback: undone(item) };
    const undone = ({ rollback }: { readonly rollback: readonly Omit<StepModel, 'name'>[] }) =>
      rollback.map((step): StepModel => ({ ...step, name: next('undo') }));
    return all.map(
      (one): StageModel => ({
        ...one,
        name: next('stage'),
        items: one.items.map(named),
        rollback: undone(one),
      }),
    );
  });
const anyAnswers: fc.Arbitrary<Answers> = fc
  .array(
    fc.constantFrom(
      'Retry',
      'Ignore',
      'MarkAsSuccess',
      'MarkAsFailure',
      'StageRollback',
      'Abort',
      'wait',
    ),
    { maxLength: 4 },
  )
  // Whoever asks for a retry for ever never comes to an end.
  .map((answers) => [...answers, 'wait']);

const toStep = ({ name, strategies: failureStrategies }: StepModel) =>
  script(name, { failureStrategies });
const toItem = (item: Model): ReturnType<typeof script> | ReturnType<typeof group> =>
  item.kind === 'step'
    ? toStep(item)
    : group(item.name, item.items.map(toItem), {
        failureStrategies: item.strategies,
        rollbackSteps: steps(...item.rollback.map(toStep)),
      });
const toStage = (model: StageModel) =>
  stage(model.name, model.items.map(toItem), {
    failureStrategies: model.strategies,
    rollbackSteps: steps(...model.rollback.map(toStep)),
  });

function stepsIn(items: readonly Model[]): readonly StepModel[] {
  return items.flatMap((item) =>
    item.kind === 'step' ? [item] : [...stepsIn(item.items), ...item.rollback],
  );
}

/** Runs the real thing to its end: the tries end as the model says, people answer as told. */
function drive(stages: readonly StageModel[], answers: Answers): Run {
  const run = Run.start(pipeline(stages.map(toStage)));
  const models = new Map(
    stages
      .flatMap(({ items, rollback }) => [...stepsIn(items), ...rollback])
      .map((step) => [step.name, step]),
  );
  let asked = 0;
  for (let moves = 0; run.state.ended === undefined; moves += 1) {
    if (moves > 2_000) throw new Error('it does not come to an end');
    const [live] = liveSteps(run.state);
    if (live === undefined) {
      // A group waits to be run again.
      run.passToWake();
      continue;
    }
    const name = live.node.split('.').at(-1) ?? '';
    if (live.step.phase === 'undecided') {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? 'wait';
      asked += 1;
      if (answer === 'wait') run.passToWake();
      else run.intervene(name, answer);
    } else if (live.step.phase === 'delayed') run.passToWake();
    else endTry(run, name, models.get(name)?.tries ?? []);
  }
  return run;
}

function endTry(run: Run, name: string, tries: StepModel['tries']): void {
  const failure = tries[Math.min(run.attempt(name), tries.length) - 1] ?? null;
  if (failure === null) run.succeed(name);
  else run.failWith(name, [failure]);
}

/** What came of it, in the oracle's words. */
function outcomeOf(run: Run) {
  const statuses = new Map<string, string>();
  const tries = new Map<string, number>();
  for (const node of run.plan.nodes.values()) {
    const at = run.state.nodes.get(node.key);
    const isModelled = node.kind !== 'pipeline' && node.identifier !== 'rollbackSteps';
    if (at?.phase !== 'ended' || !isModelled) continue;
    statuses.set(node.identifier, at.status);
    if (node.kind === 'step') tries.set(node.identifier, at.attempts);
  }
  return { statuses, tries };
}

it('failure strategies do what plain recursion over the tree says', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anyStages, anyAnswers, (stages, answers) => {
      const { statuses, tries } = predict(stages, answers);
      const run = drive(stages, answers);
      expect(outcomeOf(run)).toEqual({ statuses, tries });
      for (const { type } of run.events) seen.set(type, (seen.get(type) ?? 0) + 1);
    }),
    { numRuns: RUNS },
  );
  const types = [
    'AttemptFailed',
    'NodeInterrupted',
    'RollbackRequested',
    'AbortRequested',
    'GroupRestarted',
  ];
  for (const type of types) {
    expect(seen.get(type) ?? 0, type).toBeGreaterThan(5);
  }
});
