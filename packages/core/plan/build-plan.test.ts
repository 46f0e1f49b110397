import type { Stage } from '@reprise/core/pipeline';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parallelism } from '../execution/testing/loops.ts';
import {
  group,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
} from '../execution/testing/pipelines.ts';
import {
  buildPlan,
  descendants,
  laterSiblings,
  stageIn,
  stageKey,
  stageOf,
  stagesOf,
} from './index.ts';
import type { Plan } from './model.ts';

const nodeAt = (plan: Plan, key: string) =>
  [...plan.nodes.values()].find((node) => node.key === key);

it('names every node by its fully qualified name', () => {
  const plan = buildPlan(
    pipeline([
      stage('deploy', [script('a'), group('g', [script('b'), group('h', [script('c')])])]),
    ]),
  );
  expect([...plan.nodes.keys()]).toEqual([
    'pipeline',
    'pipeline.stages.deploy',
    'pipeline.stages.deploy.spec.execution.steps.a',
    'pipeline.stages.deploy.spec.execution.steps.g',
    'pipeline.stages.deploy.spec.execution.steps.g.steps.b',
    'pipeline.stages.deploy.spec.execution.steps.g.steps.h',
    'pipeline.stages.deploy.spec.execution.steps.g.steps.h.steps.c',
  ]);
});

it('runs a list one after the other', () => {
  const plan = buildPlan(pipeline([stage('a'), stage('b'), stage('c')]));
  expect(nodeAt(plan, 'pipeline.stages.b')).toMatchObject({
    after: ['pipeline.stages.a'],
    before: ['pipeline.stages.c'],
    row: 1,
  });
});

it('runs every member of a parallel block after every member of the one before it', () => {
  const plan = buildPlan(
    pipeline([parallelStages(stage('a'), stage('b')), parallelStages(stage('c'), stage('d'))]),
  );
  const first = ['pipeline.stages.a', 'pipeline.stages.b'];
  const second = ['pipeline.stages.c', 'pipeline.stages.d'];
  for (const key of first) expect(nodeAt(plan, key)).toMatchObject({ after: [], before: second });
  for (const key of second) expect(nodeAt(plan, key)).toMatchObject({ after: first, before: [] });
});

const dependent = (identifier: string, ...dependsOn: readonly string[]): Stage => ({
  ...stage(identifier),
  dependsOn,
});

it('orders stages by what they depend on, and draws each after the longest way to it', () => {
  const plan = buildPlan(
    pipeline([dependent('d', 'c', 'a'), dependent('a'), dependent('c', 'b'), dependent('b', 'a')]),
  );
  expect(stagesOf(plan).map(({ identifier, row }) => [identifier, row])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
    ['d', 3],
  ]);
  expect(nodeAt(plan, 'pipeline.stages.d')).toMatchObject({
    after: ['pipeline.stages.c', 'pipeline.stages.a'],
    before: [],
  });
  expect(nodeAt(plan, 'pipeline.stages.a')?.before.toSorted()).toEqual([
    'pipeline.stages.b',
    'pipeline.stages.d',
  ]);
});

it('places a stage after all that it depends on, whatever the graph and the order of the list', () => {
  const graph = fc.array(fc.tuple(fc.nat(), fc.array(fc.nat(), { maxLength: 4 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(graph, (drawn) => {
      // A stage may depend on those drawn before it; the list has them in any order.
      const stages = drawn.map(([at, on], index) => {
        const names = index === 0 ? [] : on.map((each) => `s${each % index}`);
        return { at, stage: dependent(`s${index}`, ...names) };
      });
      const listed = stages.toSorted((one, other) => one.at - other.at);
      const plan = buildPlan(pipeline(listed.map((each) => each.stage)));
      expect(stagesOf(plan)).toHaveLength(drawn.length);
      for (const { row, after, key } of stagesOf(plan)) {
        for (const before of after) {
          expect(nodeAt(plan, before)?.row).toBeLessThan(row);
          expect(nodeAt(plan, before)?.before).toContain(key);
        }
        expect(row).toBeLessThanOrEqual(after.length === 0 ? 0 : drawn.length);
      }
    }),
  );
});

it('adds the members of a parallel block inside a parallel block to the outer one', () => {
  const plan = buildPlan(
    pipeline([
      parallelStages(stage('a'), parallelStages(stage('b'), parallelStages(stage('c')))),
      stage('d', [parallelSteps(script('x'), parallelSteps(script('y')))]),
    ]),
  );
  expect(stagesOf(plan).map(({ identifier, row }) => [identifier, row])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 0],
    ['d', 1],
  ]);
  expect(nodeAt(plan, 'pipeline.stages.d.spec.execution.steps.y')).toMatchObject({ row: 0 });
});

it('keeps stages apart from steps of the same name, and steps of different groups', () => {
  const plan = buildPlan(
    pipeline([stage('a', [script('a'), group('g', [script('a')])]), stage('b', [script('a')])]),
  );
  expect([...plan.nodes.values()].filter((node) => node.identifier === 'a')).toHaveLength(4);
});

it('refuses two nodes of one name as the bug it is: the parser lets none through', () => {
  expect(() => buildPlan(pipeline([stage('a'), stage('a')]))).toThrow('pipeline.stages.a');
});

it('takes an empty parallel block for no position', () => {
  const plan = buildPlan(pipeline([stage('a'), parallelStages(), stage('b')]));
  expect(nodeAt(plan, 'pipeline.stages.b')).toMatchObject({ after: ['pipeline.stages.a'], row: 1 });
});

it('shares the neighbours among the members of a block, so that wide blocks in a row stay small', () => {
  const wide = (name: string) =>
    parallelStages(...Array.from({ length: 300 }, (_, index) => stage(`${name}${index}`)));
  const plan = buildPlan(pipeline([wide('a'), wide('b'), wide('c')]));
  const arrays = new Set(stagesOf(plan).flatMap(({ after, before }) => [after, before]));
  expect(arrays.size).toBeLessThanOrEqual(6);
  expect(laterSiblings(plan, [stageKey('a0')]).size).toBe(600);
});

it('finds the stage of a node, and the nodes of a stage', () => {
  const plan = buildPlan(pipeline([stage('a', [group('g', [script('x')])]), stage('b')]));
  const [, ...below] = descendants(plan, plan.root);
  expect(below).toHaveLength(4);
  const x = descendants(plan, stageKey('a')).at(-1);
  expect(x === undefined ? null : stageOf(plan, x)?.identifier).toBe('a');
  expect(stageOf(plan, plan.root)).toBeNull();
});

it('finds the stage that a loop repeats, and none in a loop of steps', () => {
  const strategy = parallelism('2');
  const looped = { ...stage('a', [{ ...script('x'), strategy }]), strategy };
  const plan = buildPlan(pipeline([looped, stage('b')]));
  const [first, second] = stagesOf(plan);
  expect(first?.kind === 'strategy' ? stageIn(first) : null).toEqual(looped);
  expect(second === undefined ? null : stageIn(second)?.identifier).toBe('b');
  const nodes = [...plan.nodes.values()];
  expect(nodes.map(stageIn).filter((one) => one !== null)).toHaveLength(2);
});
