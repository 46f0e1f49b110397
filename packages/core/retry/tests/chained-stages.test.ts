import { asExecutionId, asMilliseconds, ok, refused } from '@reprise/core';
import { expect, it } from 'vitest';
import { chained } from '../../execution/testing/chained.ts';
import { parallelStages, pipeline, stage } from '../../execution/testing/pipelines.ts';
import { noObjection, Run } from '../../execution/testing/run.ts';
import {
  continuationOf,
  failedChildren,
  type PlannedChild,
  planRetry,
  takenChild,
} from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

const CHILD = asExecutionId('the-child');

function failChildOf(run: Run): void {
  const node = run.key('child');
  run.perform({ type: 'NoteChild', node, attempt: 1, child: CHILD });
  const failure = { message: 'the child failed', types: [] };
  const outcome = { status: 'Failed', failure } as const;
  run.perform({ type: 'EndChild', node, attempt: 1, child: CHILD, outcome });
}

/** `deliver` runs a child that fails, beside `other`. */
function failedDelivery(): Run {
  const run = Run.start(
    pipeline([parallelStages(chained('deliver'), stage('other')), stage('last')]),
  );
  failChildOf(run);
  return run;
}

const planned = (run: Run, from: readonly string[], child: PlannedChild) =>
  planRetry(
    run.state,
    { from, runAllStages: false },
    { ...noObjection(run.now), children: new Map([[CHILD, child]]) },
  );

/** What the child would reuse and run. */
const childFrom = (...from: readonly string[]): PlannedChild => {
  const plan = { ...failedDeploy().planRetry({ from }), savedTime: asMilliseconds(7_000) };
  return ok({ kind: 'retry', plan });
};

it('a chained stage that failed goes on with its child, whose reused stages are named', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  expect(failedChildren(run.state)).toEqual([CHILD]);
  const plan = planned(run, ['deliver'], childFrom('deploy'));
  expect(plan).toMatchObject({ ok: true, value: { savedTime: 7_000 } });
  const reasons = plan.ok ? plan.value.stages.map(({ reason }) => reason) : [];
  expect(reasons[0]).toBe(
    'the retry starts from it; its execution execution-1 is retried from deploy, build, test reused',
  );
});

it('a child of which nothing is reused says so', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const plan = planned(run, ['deliver'], childFrom('build'));
  expect(plan.ok && plan.value.stages[0]?.reason).toMatch(
    /is retried from build, nothing of it is reused$/,
  );
});

it('a chained stage behind one that runs again begins a new child', () => {
  const run = Run.start(
    pipeline([
      stage('before', undefined, { dependsOn: [] }),
      chained('deliver', { dependsOn: ['before'] }),
      stage('bystander', undefined, { dependsOn: [] }),
    ]),
  );
  run.succeed('before_step');
  run.succeed('bystander_step');
  failChildOf(run);
  const plan = planned(run, ['before'], childFrom('deploy'));
  const children = plan.ok ? plan.value.stages.map(({ child }) => child?.kind) : ['refused'];
  expect(children).toEqual([undefined, undefined, undefined]);
});

it('what somebody has continued by itself is taken when it ended well, and only then', () => {
  const child = Run.start(pipeline([stage('compile'), stage('publish')]));
  child.pass(4_000);
  child.succeed('compile_step');
  expect(takenChild(child.state)).toBeNull();
  const failed = Run.start(pipeline([stage('compile')])).failing('compile_step');
  expect(takenChild(failed.state)).toBeNull();
  child.pass(3_000);
  child.succeed('publish_step');
  expect(takenChild(child.state)).toEqual({
    execution: 'execution-1',
    status: 'Success',
    stages: ['compile', 'publish'],
    took: 7_000,
  });
});

it('the new execution knows which one its stage goes on with, or takes', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const newer = asExecutionId('the-newer');
  const taken = {
    execution: newer,
    status: 'Success',
    stages: [],
    took: asMilliseconds(5),
  } as const;
  const continues = [childFrom('deploy'), ok({ kind: 'take', taken } as const)].map((child) => {
    const plan = planned(run, ['deliver'], child);
    return plan.ok ? continuationOf(plan.value, run.state).origin.continues : [];
  });
  const stageOf = 'pipeline.stages.deliver';
  expect(continues).toEqual([
    [{ stage: stageOf, child: 'execution-1' }],
    [{ stage: stageOf, child: newer }],
  ]);
});

it('names the child that cannot be retried, or whatever execution of it that was', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const error = { code: 'RETRY_TOO_OLD', message: 'it is too old' };
  const messages = [{}, { facts: { executionId: 'the-newer' } }].map((facts) => {
    const plan = planned(run, ['deliver'], refused({ ...error, ...facts }));
    return plan.ok ? '' : plan.error.message;
  });
  expect(messages[0]).toContain('would go on with execution the-child, which');
  expect(messages[1]).toContain('would go on with execution the-newer, which');
});

it('a child that cannot be retried refuses the retry that would go on with it, and says how to do without', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const no = { code: 'RETRY_TOO_OLD', message: 'it is too old' };
  expect(planned(run, ['deliver'], refused(no))).toMatchObject({
    ok: false,
    error: {
      code: 'CHILD_NOT_RETRYABLE',
      message: expect.stringContaining(
        'without going on with it (retryChained, --retry-chained) the stage runs a new one',
      ),
      facts: { stage: 'deliver', child: CHILD, reason: 'RETRY_TOO_OLD' },
    },
  });
});
