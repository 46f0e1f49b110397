import type { NodeKey } from '@reprise/core';
import { decide, type ExecutionState } from '@reprise/core/execution';
import { buildPlan, type PlanNode } from '@reprise/core/plan';
import { expect, it } from 'vitest';
import { parallelism } from '../testing/loops.ts';
import { parallelStages, pipeline, stage, when } from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const THOUSAND = 1000;
const stages = (count: number, extra: Parameters<typeof stage>[2] = {}) =>
  Array.from({ length: count }, (_, index) => stage(`s${index}`, undefined, extra));

/** Counts how often a decision asks the plan for a node: work, measured without a clock. */
class CountingNodes extends Map<NodeKey, PlanNode> {
  reads = 0;

  override get(key: NodeKey): PlanNode | undefined {
    this.reads += 1;
    return super.get(key);
  }
}

function readsOf(state: ExecutionState, run: Run, step: string): number {
  const nodes = new CountingNodes(state.plan.nodes);
  const success = run.reportOf(step, { status: 'Success', outputs: {} });
  const decided = decide({ ...state, plan: { ...state.plan, nodes } }, success, run.now);
  expect(decided.ok).toBe(true);
  return nodes.reads;
}

it('looks at as many nodes for a step of a thousand stages as for one of ten', () => {
  const reads = [10, THOUSAND].map((count) => {
    const run = Run.start(pipeline(stages(count)));
    run.succeed('s0_step');
    run.take('s1_step');
    return readsOf(run.state, run, 's1_step');
  });
  expect(reads[1]).toBe(reads[0]);
});

it('finds, behind a thousand stages that never run, the one that runs after a failure', () => {
  const run = Run.start(
    pipeline([...stages(THOUSAND), stage('cleanUp', undefined, { when: when('All') })]),
  );
  run.fail('s0_step');
  expect(run.status('cleanUp')).toBe('Running');
  expect(run.status('s500')).toBe('NotStarted');
  run.succeed('cleanUp_step');
  expect(run.status('release')).toBe('Failed');
});

it('skips a thousand stages in one decision', () => {
  const run = Run.start(pipeline(stages(THOUSAND, { when: when('Failure') })));
  expect(run.status('release')).toBe('Success');
  expect(run.last.events.filter((event) => event.type === 'NodeSkipped')).toHaveLength(THOUSAND);
});

it('passes over a ladder of wide parallel blocks, each node after every node of the rung before', () => {
  const rung = (name: string) =>
    parallelStages(...Array.from({ length: 200 }, (_, index) => stage(`${name}${index}`)));
  const run = Run.start(pipeline([stage('bad'), rung('a'), rung('b'), rung('c')]));
  const nodes = new CountingNodes(run.plan.nodes);
  run.take('bad_step');
  const failed = run.reportOf('bad_step', {
    status: 'Failed',
    failure: { message: 'no', types: ['Unknown'] },
  });
  const decided = decide({ ...run.state, plan: { ...run.plan, nodes } }, failed, run.now);
  expect(decided).toMatchObject({ ok: true, value: { state: { ended: { status: 'Failed' } } } });
  expect(nodes.reads).toBeLessThan(500_000);
});

it('lays out a thousand stages without looking at any pair of them', () => {
  const plan = buildPlan(pipeline(stages(THOUSAND)));
  expect(plan.nodes.size).toBe(2 * THOUSAND + 1);
});

it('looks at as many nodes for an instance among many loops as among few', () => {
  const reads = [10, THOUSAND].map((count) => {
    const strategy = parallelism('4', { maxConcurrency: '2' });
    const run = Run.start(pipeline(stages(count, { strategy })));
    const step = `${run.key('s0_1')}.spec.execution.steps.s0_step`;
    run.take(step);
    return readsOf(run.state, run, step);
  });
  expect(reads[1]).toBe(reads[0]);
});

it('ends a loop of 256 instances without looking at any pair of them more than a few times', () => {
  const strategy = parallelism('256', { maxConcurrency: '1' });
  const whole = when('Success', '<+strategy.iteration> == 0');
  const run = Run.start(pipeline([stage('loop', undefined, { strategy, when: whole })]));
  const step = `${run.key('loop_0')}.spec.execution.steps.loop_step`;
  run.take(step);
  expect(readsOf(run.state, run, step)).toBeLessThan(5 * 256 * 256);
});
