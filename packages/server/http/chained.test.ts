import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asNodeKey } from '@reprise/core';
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
