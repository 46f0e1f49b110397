import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asMilliseconds, asNodeKey } from '@reprise/core';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

const CHILD = `pipeline:
  identifier: child
  name: child
  stages:
    - stage:
        identifier: make
        name: make
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: pack, name: pack, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: echo}}}}
`;

const runs = (child: string, project = 'default_project'): string => `pipeline:
  identifier: parent
  name: parent
  stages:
    - stage:
        identifier: deliver
        name: deliver
        type: Pipeline
        spec: {org: default, project: ${project}, pipeline: ${child}}
`;

let bench: ApiBench;
afterEach(() => bench.close());

async function store(...pipelines: readonly string[]): Promise<void> {
  for (const body of pipelines) granted(await bench.client.createPipeline({ body }));
}

async function run() {
  const begun = await bench.client.executePipeline({ path: { pipeline: 'parent' } });
  if (!begun.ok) return begun;
  await bench.settle();
  const path = { execution: begun.value.data.planExecutionId };
  return bench.client.getExecution({ path });
}

const PUBLISHED = `pipeline:
  identifier: child
  name: child
  variables:
    - {name: version, type: String, value: <+input>}
    - {name: place, type: String, value: <+input>.default(here)}
  stages:
    - stage:
        identifier: make
        name: make
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: pack, name: pack, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: echo <+pipeline.variables.version> <+pipeline.variables.place>}}}}
`;

const ASKS = `pipeline:
  identifier: parent
  name: parent
  stages:
    - stage:
        identifier: whole
        name: whole
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: child, inputs: <+input>}
    - stage:
        identifier: one
        name: one
        type: Pipeline
        spec:
          org: default
          project: default_project
          pipeline: child
          inputs:
            identifier: child
            variables:
              - {name: version, type: String, value: <+input>}
`;

const ANSWERS = `pipeline:
  identifier: parent
  stages:
    - stage:
        identifier: whole
        type: Pipeline
        spec: {inputs: {identifier: child, variables: [{name: version, type: String, value: '1'}]}}
    - stage:
        identifier: one
        type: Pipeline
        spec: {inputs: {identifier: child, variables: [{name: version, type: String, value: '2'}]}}
`;

describe('a chained stage', () => {
  it('takes the inputs of its child, or all of them at once, as inputs of the parent', async () => {
    bench = await openApiBench();
    await store(PUBLISHED, ASKS);
    const path = { pipeline: 'parent' };
    granted(await bench.client.executePipeline({ path, body: ANSWERS }));
    await bench.settle();
    const scripts = bench.delegate.ran.map(({ task }) => 'script' in task && task.script);
    expect(scripts).toEqual(['echo 1 here', 'echo 2 here']);
  });

  it('shows its child, and the child shows the stage that runs it', async () => {
    bench = await openApiBench();
    await store(CHILD, runs('child'));
    const { executionGraph, pipelineExecutionSummary: parent } = granted(await run()).data;
    expect(parent.status).toBe('Success');
    const stage = nodeExecutionIdOf(
      asExecutionId(parent.planExecutionId),
      asNodeKey('pipeline.stages.deliver'),
    );
    const link = executionGraph.nodeMap[stage]?.stepDetails?.childPipelineExecutionDetails;
    expect(link).toMatchObject({ orgId: 'default', projectId: 'default_project' });
    const path = { execution: link?.planExecutionId ?? '' };
    const child = granted(await bench.client.getExecution({ path })).data.pipelineExecutionSummary;
    expect(child).toMatchObject({
      pipelineIdentifier: 'child',
      status: 'Success',
      runSequence: 1,
      parentStageInfo: {
        hasParentPipeline: true,
        executionId: parent.planExecutionId,
        identifier: 'parent',
      },
    });
    expect(parent.parentStageInfo.hasParentPipeline).toBe(false);
  });

  it('fails when whoever started the parent may not run the child', async () => {
    const rights = {
      allows: async (_: unknown, permission: string, scope: { projectId?: string | undefined }) =>
        permission !== 'core_pipeline_execute' || scope.projectId !== 'closed',
    };
    bench = await openApiBench({ rights });
    const project = { identifier: 'closed', name: 'closed' };
    await bench.client.createProject({
      query: { orgIdentifier: 'default' },
      body: { project },
    });
    const query = { projectIdentifier: 'closed' };
    granted(await bench.client.createPipeline({ query, body: CHILD }));
    await store(runs('child', 'closed'));
    const { pipelineExecutionSummary: parent } = granted(await run()).data;
    expect(parent.status).toBe('Failed');
    expect(parent.failureInfo?.message).toContain('lacks the permission core_pipeline_execute');
  });

  it('is refused before anything runs when its pipeline is missing, or is the parent itself', async () => {
    bench = await openApiBench();
    await store(runs('child'));
    const missing = denied(await run());
    expect(missing.message).toContain('line 9, column 66: There is no pipeline "child"');
    const path = { pipeline: 'parent' };
    granted(await bench.client.updatePipeline({ path, body: runs('parent') }));
    expect(denied(await run()).message).toContain('The pipeline "parent" would run itself');
  });
});

describe('a retry that goes on with the failed child of a chained stage', () => {
  const SHIPPED = CHILD.replace(
    '    - stage:',
    '    - stage: {identifier: plan, name: plan, type: Custom, spec: {execution: {steps: [{step: {identifier: think, name: think, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: echo}}}}}]}}}\n    - stage:',
  );
  const lost = new Set<string>();
  const rights = {
    allows: async (
      _: unknown,
      permission: string,
      __: unknown,
      resource: { readonly identifier?: string } = {},
    ) => !lost.has(`${permission} of ${resource.identifier}`),
  };

  /** The parent, whose child has failed in its second stage. */
  async function failed() {
    lost.clear();
    bench = await openApiBench({ rights });
    await store(SHIPPED, runs('child'));
    bench.delegate.script = ({ taskId }) =>
      taskId.includes('pack')
        ? { status: 'Failed', failure: { message: 'exit 1', types: ['Unknown'] } }
        : { status: 'Success', outputs: {} };
    const execution = granted(await bench.client.executePipeline({ path: { pipeline: 'parent' } }))
      .data.planExecutionId;
    await bench.settle();
    await bench.pass(asMilliseconds(1_000));
    const child = planned(await plan(execution)).child?.executionId ?? '';
    bench.delegate.script = () => ({ status: 'Success', outputs: {} });
    bench.delegate.ran.length = 0;
    return { execution, child };
  }

  const plan = (execution: string, retryChained = true) =>
    bench.client.planRetry({ path: { execution }, body: { retryChained } });
  const planned = (answer: Awaited<ReturnType<typeof plan>>) => {
    const [stage] = granted(answer).stages;
    if (stage === undefined) throw new Error('a plan without stages');
    return stage;
  };
  const retry = (execution: string, query: { planDigest?: string; retryChained?: boolean }) =>
    bench.client.retryFailedStages({
      path: { execution },
      query: { retryStages: [], retryChained: true, ...query },
      body: {},
    });

  it('is explained beforehand, and runs only what failed in it', async () => {
    const { execution, child } = await failed();
    expect(planned(await plan(execution))).toMatchObject({
      decision: 'run',
      reason: `the retry starts from it; its execution ${child} is retried from make, plan reused`,
      child: { executionId: child, from: ['make'], reuse: ['plan'], run: ['make'] },
    });
    expect(planned(await plan(execution, false))).not.toHaveProperty('child');
    const { digest } = granted(await plan(execution));
    granted(await retry(execution, { planDigest: digest }));
    await bench.settle();
    expect(bench.delegate.ran.map(({ taskId }) => taskId.includes('pack'))).toEqual([true]);
    const latest = granted(await bench.client.latestExecutionId({ path: { execution: child } }));
    expect(latest.data.latestExecutionId).not.toBe(child);
  });

  it('happens in a batch that asks for it, and is what its preview stands for', async () => {
    const { execution, child } = await failed();
    const wish = { filter: { pipelines: ['parent'] }, retryChained: true };
    const preview = granted(await bench.client.previewRetryBatch({ body: wish }));
    const other = granted(
      await bench.client.previewRetryBatch({ body: { ...wish, retryChained: false } }),
    );
    expect(preview.executions.map(({ executionId }) => executionId)).toEqual([execution]);
    expect(preview.digest).not.toBe(other.digest);
    const body = { ...wish, digest: preview.digest };
    const batch = granted(await bench.client.createRetryBatch({ query: {}, body }));
    expect(batch.retryChained).toBe(true);
    await bench.settle();
    expect(bench.delegate.ran.map(({ taskId }) => taskId.includes('pack'))).toEqual([true]);
    const latest = granted(await bench.client.latestExecutionId({ path: { execution: child } }));
    expect(latest.data.latestExecutionId).not.toBe(child);
  });

  it('is another plan than one that runs a new child', async () => {
    const { execution } = await failed();
    const { digest } = granted(await plan(execution, false));
    expect(denied(await retry(execution, { planDigest: digest })).code).toBe('PLAN_CHANGED');
    expect(
      granted(await retry(execution, { planDigest: digest, retryChained: false })),
    ).toBeTruthy();
  });

  it('takes the end of a retry of the child that ended well, and runs nothing of it', async () => {
    const { execution, child } = await failed();
    const { digest } = granted(await plan(execution));
    const other = granted(await retry(child, {})).data.planExecution.uuid;
    await bench.settle();
    expect(denied(await retry(execution, { planDigest: digest })).code).toBe('PLAN_CHANGED');
    const [stage] = granted(await plan(execution)).stages;
    expect(stage).toMatchObject({
      child: { executionId: other, reuse: ['plan', 'make'], run: [] },
    });
    expect(stage?.reason).toContain(`continued by ${other}, which ended Success`);
    bench.delegate.ran.length = 0;
    const { uuid } = granted(await retry(execution, {})).data.planExecution;
    await bench.settle();
    expect(bench.delegate.ran).toEqual([]);
    const { data } = granted(await bench.client.getExecution({ path: { execution: uuid } }));
    expect(data.pipelineExecutionSummary.status).toBe('Success');
    expect(JSON.stringify(data.executionGraph)).toContain(other);
  });

  it('is refused while somebody retries the child, and names that retry', async () => {
    const { execution, child } = await failed();
    bench.delegate.script = () => 'hang';
    const other = granted(await retry(child, { retryChained: false })).data.planExecution.uuid;
    await bench.settle();
    const refusal = denied(await retry(execution, {}));
    expect(refusal).toMatchObject({ code: 'CHILD_NOT_RETRYABLE', httpStatus: 400 });
    expect(refusal.message).toContain(`execution ${other}, which cannot be retried`);
    granted(await retry(execution, { retryChained: false }));
  });

  it('is planned with what has become of the child pipeline, which a new child would run', async () => {
    const { execution } = await failed();
    const before = granted(await plan(execution, false));
    expect(before.changed.chained).toBeUndefined();
    const path = { pipeline: 'child' };
    granted(await bench.client.updatePipeline({ path, body: CHILD }));
    const { changed, digest } = granted(await plan(execution, false));
    expect(changed.chained).toEqual([{ name: 'default/default_project/child', version: 2 }]);
    expect(digest).not.toBe(before.digest);
    const query = { retryChained: false, planDigest: before.digest };
    const refusal = denied(await retry(execution, query));
    expect(refusal.code).toBe('PLAN_CHANGED');
    expect(refusal.message).toContain('chained stages were changed: default/default_project/child');
    granted(await bench.client.deletePipeline({ path }));
    const gone = granted(await plan(execution, false)).changed.chained;
    expect(gone).toEqual([{ name: 'default/default_project/child', version: null }]);
  });

  it('takes the right to retry the child too', async () => {
    const { execution } = await failed();
    lost.add('core_pipeline_retry of child');
    expect(denied(await plan(execution)).code).toBe('CHILD_NOT_RETRYABLE');
    expect(denied(await retry(execution, {})).code).toBe('CHILD_NOT_RETRYABLE');
    expect(bench.delegate.ran).toEqual([]);
    granted(await retry(execution, { retryChained: false }));
  });
});
