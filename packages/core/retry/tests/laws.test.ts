import { asInstant, type ExecutionId, type NodeKey } from '@reprise/core';
import {
  create,
  type ExecutionEvent,
  type ExecutionState,
  endedWell,
  fold,
  isRetryable,
  nodeStatus,
  statusOf,
} from '@reprise/core/execution';
import { buildPlan, descendants, laterSiblings, type Plan, stagesOf } from '@reprise/core/plan';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { RandomDriver } from '../../execution/testing/random-driver.ts';
import { anyPipeline, OUTPUT } from '../../execution/testing/random-pipelines.ts';
import { ada, createdBy, noObjection, START } from '../../execution/testing/run.ts';
import { RUNS } from '../../execution/testing/runs.ts';
import { continuationOf, planRetry, type RetryPlan, retryableGroups } from '../index.ts';

const choices = fc.array(fc.record({ what: fc.nat(99), how: fc.nat(999) }), { maxLength: 40 });
const wishes = fc.array(
  fc.record({ stage: fc.nat(99), runAllStages: fc.boolean(), moves: choices }),
  { minLength: 1, maxLength: 4 },
);

/** One execution of a chain, with how it came to be. */
interface Chapter {
  readonly number: number;
  readonly plan: RetryPlan | null;
  readonly source: ExecutionState | null;
  readonly events: readonly ExecutionEvent[];
  readonly driver: RandomDriver;
}

/** A random pipeline, run at random and retried from random stages while that can be done. */
const anyChain = fc.tuple(anyPipeline, choices, wishes).map(([pipeline, moves, retries]) => {
  const plan = buildPlan(pipeline);
  const chapters = [begin(plan, null, null, 1, moves)];
  for (const { stage, runAllStages, moves } of retries) {
    const source = chapters.at(-1)?.driver.state;
    if (source === undefined || !isRetryable(statusOf(source))) break;
    const from = candidate(source, stage);
    const planned = planRetry(source, { from: [from], runAllStages }, noObjection(START));
    if (!planned.ok) throw new Error(planned.error.message);
    chapters.push(begin(plan, planned.value, source, chapters.length + 1, moves));
  }
  return chapters;
});

/** A stage that may be retried from, among those that are offered. */
function candidate(source: ExecutionState, wish: number): string {
  const offered = retryableGroups(source)
    .flatMap(({ stages }) => stages)
    .filter(({ status }) => status !== 'NotStarted');
  const stage = offered[wish % offered.length];
  if (stage === undefined) throw new Error('a failed execution offers no stage to retry from');
  return stage.identifier;
}

function begin(
  plan: Plan,
  retryPlan: RetryPlan | null,
  source: ExecutionState | null,
  number: number,
  moves: readonly { readonly what: number; readonly how: number }[],
): Chapter {
  const now = asInstant(START + number * 1_000_000);
  const retry =
    retryPlan === null || source === null ? {} : { retry: continuationOf(retryPlan, source) };
  const created = create({ created: createdBy(`execution-${number}`, ada), ...retry }, plan, now);
  if (!created.ok) throw new Error(created.error.message);
  const driver = new RandomDriver(created.value.state, now);
  for (const choice of moves) driver.move(choice);
  driver.finish();
  const later = driver.moves.flatMap(({ decision }) => decision.events);
  const events = [...created.value.events, ...later];
  return { number, plan: retryPlan, source, events, driver };
}

type Retry = Chapter & { readonly plan: RetryPlan; readonly source: ExecutionState };

const isRetry = (chapter: Chapter): chapter is Retry => chapter.plan !== null;

const always = (law: (retry: Retry) => void): void => {
  fc.assert(
    fc.property(anyChain, (chapters) => {
      for (const chapter of chapters) if (isRetry(chapter)) law(chapter);
    }),
    { numRuns: RUNS },
  );
};

/** The reused stages, and the reused instances of looped stages that run. */
const reusedStages = ({ plan }: Retry): readonly NodeKey[] =>
  plan.stages.flatMap(({ stage, decision, instances = [] }) => {
    if (decision === 'reuse') return [stage];
    return instances.filter((one) => one.decision === 'reuse').map(({ instance }) => instance);
  });

const reusedWhole = ({ plan }: Retry): number =>
  plan.stages.filter(({ decision }) => decision === 'reuse').length;

const nodesOf = (retry: Retry, stage: NodeKey): readonly NodeKey[] => [
  stage,
  ...descendants(retry.source.plan, stage),
];

it('a retry never reuses a stage that did not end well', () => {
  always((retry) => {
    for (const stage of reusedStages(retry)) {
      expect(retry.source.nodes.has(stage)).toBe(true);
      expect(endedWell(nodeStatus(retry.source, stage))).toBe(true);
    }
  });
});

it('a retry never runs, skips or changes anything in a reused stage', () => {
  always((retry) => {
    const { state } = retry.driver;
    const reused = new Set(reusedStages(retry).flatMap((stage) => nodesOf(retry, stage)));
    for (const event of retry.events) {
      if ('node' in event) expect(reused.has(event.node)).toBe(false);
    }
    for (const key of reused) {
      const there = retry.source.nodes.get(key);
      const here = state.nodes.get(key);
      expect(here === undefined).toBe(there === undefined);
      if (there?.phase !== 'ended' || here?.phase !== 'ended') continue;
      const { reused: _, ...was } = there;
      const { reused: mark, ...is } = here;
      expect(is).toEqual(was);
      expect(mark?.source).toBe(retry.source.created.executionId);
    }
  });
});

it('from a stage means that it runs, and so does all that comes after it', () => {
  always(({ plan, source }) => {
    const decisionOf = new Map(plan.stages.map(({ stage, decision }) => [stage, decision]));
    for (const { stage, identifier, decision } of plan.stages) {
      if (plan.from.includes(identifier)) expect(decision).toBe('run');
      if (decision !== 'run') continue;
      for (const later of laterSiblings(source.plan, [stage])) {
        expect(decisionOf.get(later)).toBe('run');
      }
    }
  });
});

it('of a looped stage that runs, an instance is reused only where it ended well and not all of them run', () => {
  always(({ plan, source }) => {
    for (const { stage, decision, instances } of plan.stages) {
      if (decision !== 'run' || instances === undefined) continue;
      const well = instances.filter(({ instance }) => endedWell(nodeStatus(source, instance)));
      const reused = instances.filter((one) => one.decision === 'reuse');
      if (reused.length === 0) continue;
      expect(reused).toEqual(well);
      expect(endedWell(nodeStatus(source, stage))).toBe(false);
    }
  });
});

it('every reused node says where it really ran, however many retries ago', () => {
  always((retry) => {
    for (const stage of reusedStages(retry)) {
      for (const key of nodesOf(retry, stage)) {
        const here = retry.driver.state.nodes.get(key);
        if (here?.phase !== 'ended') continue;
        const value = outputOf(retry.driver.state, key);
        if (value !== null) expect(value).toBe(`${key} in ${here.origin}`);
      }
    }
  });
});

function outputOf(state: ExecutionState, key: NodeKey): string | null {
  const node = state.nodes.get(key);
  const values = node?.phase === 'ended' ? node.outputs?.outputVariables : undefined;
  if (typeof values !== 'object' || values === null) return null;
  const value = new Map(Object.entries(values)).get(OUTPUT);
  return typeof value === 'string' ? value : null;
}

it('what a script sees of an earlier stage is what that stage published in the attempt that counts', () => {
  always((retry) => {
    const { state } = retry.driver;
    for (const event of retry.events) {
      if (event.type !== 'StepScheduled' || event.work.kind !== 'task') continue;
      const { task } = event.work;
      if (task.type !== 'ShellScript') continue;
      const seen = task.script;
      const step = state.plan.nodes.get(event.node);
      const source =
        step?.kind === 'step' && step.step.spec.type === 'ShellScript'
          ? step.step.spec.script.text
          : '';
      const path = /^\[<\+(.*)\.output\.outputVariables\.V>\]$/.exec(source)?.[1];
      if (path === undefined) continue;
      const shown = [...state.plan.nodes.keys()].find((key) => key === path);
      expect(seen).toBe(`[${shown === undefined ? '?' : outputOf(state, shown)}]`);
    }
  });
});

it('a chain keeps its root, its order and its own attempts', () => {
  fc.assert(
    fc.property(anyChain, (chapters) => {
      chapters.forEach(({ driver, events, number }) => {
        const { created } = driver.state;
        expect(fold(driver.state.plan, events)).toEqual(driver.state);
        if (number === 1) return;
        expect(created.retry?.root).toBe('execution-1');
        expect(created.retry?.parent).toBe(`execution-${number - 1}`);
      });
      const tasks = chapters.flatMap(({ events, number }) => tasksOf(events, number));
      expect(new Set(tasks).size).toBe(tasks.length);
    }),
    { numRuns: RUNS },
  );
});

const tasksOf = (events: readonly ExecutionEvent[], number: number): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'StepScheduled' ? [`${number} ${event.node} ${event.attempt}`] : [],
  );

it('a retry whose every step succeeds in time ends well, whatever its source went through', () => {
  fc.assert(
    fc.property(anyChain, (chapters) => {
      const last = chapters.at(-1)?.driver.state;
      if (last === undefined || !isRetryable(statusOf(last))) return;
      const planned = planRetry(
        last,
        { from: [candidate(last, 0)], runAllStages: true },
        noObjection(START),
      );
      if (!planned.ok) throw new Error(planned.error.message);
      const retried = begin(last.plan, planned.value, last, chapters.length + 1, []);
      const inTime = !retried.events.some(ranOutOfTime);
      expect(endedWell(statusOf(retried.driver.state)) || !inTime).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

const ranOutOfTime = (event: ExecutionEvent): boolean =>
  event.type === 'NodeTimedOut' ||
  (event.type === 'AttemptFailed' && event.outcome.status === 'Expired') ||
  (event.type === 'StepEnded' && (event.decision?.failed ?? event.outcome).status === 'Expired');

it('what is offered to retry from is accepted, and nothing else is', () => {
  fc.assert(
    fc.property(anyChain, fc.boolean(), (chapters, runAllStages) => {
      const source = chapters.at(-1)?.driver.state;
      if (source === undefined || !isRetryable(statusOf(source))) return;
      const offered = new Set(
        retryableGroups(source)
          .flatMap(({ stages }) => stages)
          .filter(({ status }) => status !== 'NotStarted')
          .map(({ identifier }) => identifier),
      );
      for (const { identifier } of stagesOf(source.plan)) {
        const request = { from: [identifier], runAllStages };
        const planned = planRetry(source, request, noObjection(START));
        expect(planned.ok).toBe(offered.has(identifier));
        if (planned.ok) expect(planRetry(source, request, noObjection(START))).toEqual(planned);
      }
    }),
    { numRuns: RUNS },
  );
});

it('the chains that these laws are told of are no empty ones', () => {
  let retries = 0;
  let reused = 0;
  let partly = 0;
  const origins = new Set<ExecutionId>();
  fc.assert(
    fc.property(anyChain, (chapters) => {
      for (const chapter of chapters.filter(isRetry)) {
        retries += 1;
        const stages = reusedStages(chapter);
        reused += stages.length;
        partly += stages.length - reusedWhole(chapter);
        for (const { origin } of chapter.plan.stages) if (origin !== undefined) origins.add(origin);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(retries).toBeGreaterThan(200);
  expect(reused).toBeGreaterThan(100);
  expect(partly).toBeGreaterThan(20);
  expect(origins.size).toBeGreaterThan(2);
});
