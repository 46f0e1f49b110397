import type {
  FailureStrategy,
  Pipeline,
  Stage,
  StageEntry,
  StepEntry,
  Strategy,
  When,
} from '@reprise/core/pipeline';
import type { CriteriaSpec } from '@reprise/core/step-types';
import * as fc from 'fast-check';
import { items, matrix, parallelism } from './loops.ts';
import {
  approval,
  customApproval,
  group,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
  text,
  wait,
  when,
} from './pipelines.ts';
import { anyStrategies } from './random-strategies.ts';

type Maybe<Value> = Value | undefined;

interface Looped {
  readonly strategy?: Strategy;
  readonly when?: When;
}
type Strategies = Maybe<readonly FailureStrategy[]>;

/** The shape of a step or group before it has a name. */
type StepShape =
  | {
      readonly kind: 'script';
      readonly when: Maybe<When>;
      readonly timeout: Maybe<number>;
      readonly loop: Looped;
      readonly strategies: Strategies;
    }
  | { readonly kind: 'approval'; readonly when: Maybe<When>; readonly minimumCount: number }
  | { readonly kind: 'wait'; readonly when: Maybe<When>; readonly duration: number }
  | { readonly kind: 'check'; readonly when: Maybe<When>; readonly timeout: Maybe<number> }
  | {
      readonly kind: 'group';
      readonly when: Maybe<When>;
      readonly loop: Looped;
      readonly steps: readonly StepShape[];
      readonly strategies: Strategies;
      readonly rollback: Maybe<readonly StepShape[]>;
    }
  | { readonly kind: 'parallel'; readonly steps: readonly StepShape[] };

interface StageShape {
  readonly when: Maybe<When>;
  readonly timeout: Maybe<number>;
  readonly loop: Looped;
  readonly steps: readonly StepShape[];
  readonly strategies: Strategies;
  readonly rollback: Maybe<readonly StepShape[]>;
}
type StageTree = StageShape | { readonly parallel: readonly StageTree[] };

/** A step's output, which every later script of a random pipeline may be made to show. */
export const OUTPUT = 'V';
/** What a script publishes instead that says no, if it is asked for an approval. */
export const REFUSAL = 'NO';

/** A script that publishes its output approves, whatever it says; one that publishes `REFUSAL` rejects. */
const publishes = (key: string): CriteriaSpec => ({
  kind: 'comparisons',
  match: 'all',
  comparisons: [{ key, operator: 'not equals', value: text('') }],
});
const CRITERIA = { approval: publishes(OUTPUT), rejection: publishes(REFUSAL) };

const anyWhen: fc.Arbitrary<When> = fc.oneof(
  fc.constantFrom<When['status']>('Success', 'Failure', 'All').map((status) => when(status)),
  fc
    .tuple(fc.constantFrom<When['status']>('Success', 'All'), fc.constantFrom('true', 'false'))
    .map(([status, condition]) => when(status, condition)),
);
const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3, nil: undefined });
const seldom = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Maybe<Value>> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const milliseconds = fc.integer({ min: 1, max: 5000 });

const limits = fc.record({
  maxConcurrency: fc.constantFrom('1', '2', '9'),
  onFailure: fc.constantFrom('RunAll' as const, 'SkipQueued' as const),
  when: fc.constantFrom('true', 'true', 'true', 'false'),
});
const anyStrategy: fc.Arbitrary<Strategy> = limits.chain((extra) =>
  fc.constantFrom(
    matrix(
      { os: ['linux', 'mac'], node: ['20', '22'] },
      { ...extra, exclude: [{ os: 'mac', node: '20' }] },
    ),
    parallelism('2', extra),
    items(['a', 'b', 'a'], extra),
  ),
);
/** A strategy, and perhaps a condition that only some of the instances meet. */
const anyLoop: fc.Arbitrary<Looped> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ strategy: anyStrategy }) },
  {
    weight: 1,
    arbitrary: fc.record({
      strategy: anyStrategy,
      when: fc.constantFrom(
        when('Success', '<+strategy.iteration> == 1'),
        when('All', '<+strategy.iteration> != 1'),
      ),
    }),
  },
);
const stepWhen = rarely(anyWhen);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const { step: anyStep } = fc.letrec<{ step: StepShape; steps: readonly StepShape[] }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: kind('script'),
        when: stepWhen,
        timeout: rarely(milliseconds),
        loop: anyLoop,
        strategies: seldom(anyStrategies(false)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: kind('approval'),
        when: stepWhen,
        minimumCount: fc.integer({ min: 1, max: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: kind('wait'), when: stepWhen, duration: milliseconds }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: kind('check'),
        when: stepWhen,
        timeout: rarely(fc.integer({ min: 1, max: 200_000 })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('group'),
        when: stepWhen,
        loop: anyLoop,
        steps: tie('steps'),
        strategies: rarely(anyStrategies(true)),
        rollback: rarely(tie('steps')),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: kind('parallel'), steps: tie('steps') }) },
  ),
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
}));

const anyStage: fc.Arbitrary<StageShape> = fc.record({
  when: rarely(anyWhen),
  timeout: rarely(milliseconds),
  loop: anyLoop,
  steps: fc.array(anyStep, { minLength: 1, maxLength: 3 }),
  strategies: seldom(anyStrategies(false)),
  rollback: rarely(fc.array(anyStep, { minLength: 1, maxLength: 2 })),
});

/** Leaves out what has no value. */
function given<Part extends object>(
  part: { [Key in keyof Part]: Maybe<Part[Key]> },
): Partial<Part> {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Part>;
}

const { tree: anyTree } = fc.letrec<{ tree: StageTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: anyStage },
    {
      weight: 1,
      arbitrary: fc.record({ parallel: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }) }),
    },
  ),
}));

/**
 * Random pipelines: stages and steps in rows and nested parallel blocks, groups, loops, conditions, approvals, waits and
 * timeouts. Every script publishes the output `V`, and shows that of one script of an earlier stage.
 */
export const anyPipeline: fc.Arbitrary<Pipeline> = fc
  .tuple(fc.array(anyTree, { minLength: 1, maxLength: 5 }), rarely(milliseconds))
  .map(([trees, timeout]) => nameAll(trees, timeout));

function nameAll(trees: readonly StageTree[], timeout: number | undefined): Pipeline {
  const names = new Names();
  const entries = trees.map((tree) => {
    const entry = names.stageEntry(tree);
    names.endOfRow();
    return entry;
  });
  return pipeline(entries, given<{ timeout: number }>({ timeout }));
}

/** Gives every stage and step a name of its own, and every script an earlier one to look at. */
class Names {
  #count = 0;
  #looped = false;
  #earlier: string | null = null;
  #inThisRow: string | null = null;

  endOfRow(): void {
    this.#earlier = this.#inThisRow ?? this.#earlier;
  }

  stageEntry(tree: StageTree): Stage | StageEntry {
    if ('parallel' in tree) {
      return parallelStages(...tree.parallel.map((each) => this.stageEntry(each)));
    }
    const { steps, when, timeout, loop, strategies, rollback } = tree;
    const name = this.#next('stage');
    const execution = `pipeline.stages.${name}.spec.execution`;
    const path = `${execution}.steps.`;
    const undo = `${execution}.rollbackSteps.`;
    return stage(
      name,
      this.#within(loop, () => steps.map((each) => this.#step(each, path))),
      {
        ...given<{
          when: When;
          timeout: number;
          failureStrategies: readonly FailureStrategy[];
          rollbackSteps: readonly StepEntry[];
        }>({
          when,
          timeout,
          failureStrategies: strategies,
          rollbackSteps: this.#within(loop, () => rollback?.map((each) => this.#step(each, undo))),
        }),
        ...loop,
      },
    );
  }

  #step(step: StepShape, path: string): StepEntry {
    if (step.kind === 'parallel') {
      return parallelSteps(...step.steps.map((each) => this.#step(each, path)));
    }
    const name = this.#next(step.kind);
    const condition = given<{ when: When }>({ when: step.when });
    switch (step.kind) {
      case 'group': {
        const inside = `${path}${name}.steps.`;
        const undo = `${path}${name}.rollbackSteps.`;
        const steps = this.#within(step.loop, () =>
          step.steps.map((each) => this.#step(each, inside)),
        );
        const rest = given<{
          failureStrategies: readonly FailureStrategy[];
          rollbackSteps: readonly StepEntry[];
        }>({
          failureStrategies: step.strategies,
          rollbackSteps: this.#within(step.loop, () =>
            step.rollback?.map((each) => this.#step(each, undo)),
          ),
        });
        const extra = { ...condition, ...rest, ...step.loop };
        return { kind: 'group', group: group(name, steps, extra) };
      }
      case 'approval': {
        const { minimumCount } = step;
        return { kind: 'step', step: approval(name, { ...condition, minimumCount }) };
      }
      case 'wait':
        return { kind: 'step', step: wait(name, step.duration, condition) };
      case 'check': {
        const limit = given<{ timeout: number }>({ timeout: step.timeout });
        const extra = { ...condition, ...limit };
        return { kind: 'step', step: customApproval(name, CRITERIA, extra) };
      }
      case 'script': {
        const source = this.#earlier === null ? 'true' : `[<+${this.#earlier}>]`;
        // The outputs of loops are told apart by their instances, which need not come to be.
        if (!this.#looped && step.loop.strategy === undefined) {
          this.#inThisRow = `${path}${name}.output.outputVariables.${OUTPUT}`;
        }
        const rest = given<{ timeout: number; failureStrategies: readonly FailureStrategy[] }>({
          timeout: step.timeout,
          failureStrategies: step.strategies,
        });
        const extra = { ...condition, ...rest, ...step.loop, source, outputs: [OUTPUT] };
        return { kind: 'step', step: script(name, extra) };
      }
    }
  }

  #within<Inside>({ strategy }: Looped, name: () => Inside): Inside {
    const around = this.#looped;
    this.#looped = around || strategy !== undefined;
    const named = name();
    this.#looped = around;
    return named;
  }

  #next(kind: string): string {
    this.#count += 1;
    return `${kind}${this.#count}`;
  }
}
