import { asExecutionId, asMilliseconds, ok, type Result, refused } from '@reprise/core';
import { expect, it } from 'vitest';
import { chained } from '../../execution/testing/chained.ts';
import { parallelStages, pipeline, stage } from '../../execution/testing/pipelines.ts';
import { noObjection, Run } from '../../execution/testing/run.ts';
import { failedChildren, planRetry, type RetryPlan, type RetryRefusal } from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

const CHILD = asExecutionId('the-child');

/** `deliver` runs a child that fails, beside `other`; `again` behind them runs one, too. */
function failedDelivery(): Run {
  const run = Run.start(
    pipeline([parallelStages(chained('deliver'), stage('other')), stage('last')]),
  );
  const node = run.key('child');
  run.perform({ type: 'NoteChild', node, attempt: 1, child: CHILD });
  const failure = { message: 'the child failed', types: [] };
  const outcome = { status: 'Failed', failure } as const;
  run.perform({ type: 'EndChild', node, attempt: 1, child: CHILD, outcome });
  return run;
}

const planned = (run: Run, from: readonly string[], child: Result<RetryPlan, RetryRefusal>) =>
  planRetry(
    run.state,
    { from, runAllStages: false },
    { ...noObjection(run.now), children: new Map([[CHILD, child]]) },
  );

/** What the child would reuse and run. */
const childPlan = (...from: readonly string[]): RetryPlan => ({
  ...failedDeploy().planRetry({ from }),
  savedTime: asMilliseconds(7_000),
});

it('a chained stage that failed goes on with its child, whose reused stages are named', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  expect(failedChildren(run.state)).toEqual([CHILD]);
  const plan = planned(run, ['deliver'], ok(childPlan('deploy')));
  expect(plan).toMatchObject({ ok: true, value: { savedTime: 7_000 } });
  const reasons = plan.ok ? plan.value.stages.map(({ reason }) => reason) : [];
  expect(reasons[0]).toBe(
    'the retry starts from it; its execution execution-1 is retried from deploy, build, test reused',
  );
});

it('a child of which nothing is reused says so', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const plan = planned(run, ['deliver'], ok(childPlan('build')));
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
  const node = run.key('child');
  run.perform({ type: 'NoteChild', node, attempt: 1, child: CHILD });
  const failure = { message: 'the child failed', types: [] };
  const outcome = { status: 'Failed', failure } as const;
  run.perform({ type: 'EndChild', node, attempt: 1, child: CHILD, outcome });
  const plan = planned(run, ['before'], ok(childPlan('deploy')));
  const children = plan.ok ? plan.value.stages.map(({ child }) => child?.source) : ['refused'];
  expect(children).toEqual([undefined, undefined, undefined]);
});

it('a child that cannot be retried refuses the retry that would go on with it, and says how to do without', () => {
  const run = failedDelivery();
  run.succeed('other_step');
  const no: RetryRefusal = { code: 'RETRY_TOO_OLD', message: 'it is too old', facts: {} };
  expect(planned(run, ['deliver'], refused(no))).toMatchObject({
    ok: false,
    error: {
      code: 'CHILD_NOT_RETRYABLE',
      message: expect.stringContaining('leave its retry out, and the stage runs a new one'),
      facts: { stage: 'deliver', child: CHILD, reason: 'RETRY_TOO_OLD' },
    },
  });
});
