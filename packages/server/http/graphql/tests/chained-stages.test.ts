import { expect, it } from 'vitest';
import { granted, openApiBench } from '../../testing/api-bench.ts';
import { SHIPPING } from '../../testing/pipelines.ts';
import { ask, run } from '../testing/bench.ts';

const PARENT = `pipeline:
  identifier: parent
  name: Parent
  stages:
    - stage:
        identifier: deliver
        name: Deliver
        type: Pipeline
        spec: {org: default, project: default_project, pipeline: shipping}
`;

it('the execution that a chained stage runs can be asked for by the id that the stage shows', async () => {
  const bench = await openApiBench();
  for (const body of [SHIPPING, PARENT]) granted(await bench.client.createPipeline({ body }));
  const parent = await run(bench, 'parent');
  const { data } = await ask(
    bench,
    `{ execution(executionId: "${parent}") { ... on PipelineExecution { pipelineStageExecutions { ... on WorkflowStageExecution { workflowExecutionId } } } } }`,
  );
  const child = /"workflowExecutionId":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
  const shown = await ask(
    bench,
    `{ execution(executionId: "${child}") { __typename ... on PipelineExecution { pipeline { id } memberExecutions { nodes { ... on WorkflowExecution { status workflow { name } } } pageInfo { total } } } } }`,
  );
  const workflow = (name: string) => ({ status: 'SUCCESS', workflow: { name: `Stage ${name}` } });
  expect(shown.data).toEqual({
    execution: {
      __typename: 'PipelineExecution',
      pipeline: { id: 'shipping' },
      memberExecutions: {
        nodes: ['build', 'unit', 'lint', 'ship'].map(workflow),
        pageInfo: { total: 4 },
      },
    },
  });
  const cause = await ask(
    bench,
    `{ execution(executionId: "${child}") { cause { __typename name ... on ExecutedAlongPipeline { execution { id pipeline { name } } } } } }`,
  );
  const along = { __typename: 'ExecutedAlongPipeline', name: 'deliver' };
  expect(cause.data).toEqual({
    execution: { cause: { ...along, execution: { id: parent, pipeline: { name: 'Parent' } } } },
  });
  await bench.close();
});
