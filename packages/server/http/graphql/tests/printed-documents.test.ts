import { readFile } from 'node:fs/promises';
import { FIRST_GEN_SCHEMA } from '@reprise/api/graphql';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { SHIPPING } from '../../testing/pipelines.ts';
import { ask, run } from '../testing/bench.ts';

/** The documents as FirstGen's pages print them; only the ids in them are put in. */
const printed = (name: string): Promise<string> =>
  readFile(new URL(`documents/${name}.graphql`, import.meta.url), 'utf8');

let bench: ApiBench;
beforeAll(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterAll(() => bench.close());

describe('the documents that FirstGen prints', () => {
  it('show an execution with the names to resume it from, and resume it', async () => {
    const source = await run(bench, 'shipping', 'push');
    const query = (await printed('pipeline-execution')).replace('<pipelineExecutionId>', source);
    const shown = await ask(bench, query);
    expect(shown).toMatchObject({ responseMessages: [], metadata: null, resource: null });
    expect(shown.errors).toBeUndefined();
    expect(shown.data).toEqual({
      execution: {
        id: source,
        status: 'FAILED',
        pipelineStageExecutions: [
          stage('build', 'STAGE 1', 'SUCCESS', source),
          stage('unit', 'STAGE 2', 'SUCCESS', source),
          stage('lint', 'STAGE 2', 'SUCCESS', source),
          stage('ship', 'STAGE 3', 'FAILED', source),
        ],
      },
    });
    const mutation = (await printed('resume-execution'))
      .replace('LzcrN4VLTAW-dqZAtnsc_g', 'default_project')
      .replace('hUtAJdKOSxKWaTSkFlciyg', source);
    const resumed = await ask(bench, mutation);
    expect(resumed.errors).toBeUndefined();
    expect(resumed.data).toEqual({
      resumeExecution: { execution: { status: 'RUNNING', id: expect.any(String) } },
    });
    await bench.settle();
    expect((await ask(bench, query)).data).toMatchObject({ execution: { status: 'RESUMED' } });
  });

  it('say in an error that ends so when there is no such execution', async () => {
    const { data, errors } = await ask(bench, await printed('pipeline-execution'));
    expect(data).toEqual({ execution: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/execution does not exist$/),
        path: ['execution'],
        locations: [{ line: 2, column: 1 }],
      },
    ]);
  });
});

it('what Harness’s client for Go asks of an execution of either kind, it is answered', async () => {
  const base =
    'id application { id name } createdAt endedAt failureDetails notes startedAt status tags { name value }';
  const artifacts = '{ artifactSource { createdAt id name } buildNo collectedAt id }';
  const workflow = `... on WorkflowExecution { ${base} artifacts ${artifacts} rollbackArtifacts ${artifacts} }`;
  const stages =
    'pipelineStepName pipelineStageName pipelineStageElementId ... on ApprovalStageExecution { approvalStepType status } ... on WorkflowStageExecution { workflowExecutionId status runtimeInputVariables { allowMultipleValues allowedValues defaultValue fixed name required type } }';
  const pipeline = `... on PipelineExecution { ${base} pipelineStageExecutions { ${stages} } }`;
  const started = await ask(
    bench,
    `mutation($input: StartExecutionInput!) { startExecution(input: $input) {
      clientMutationId warningMessage
      workflowExecution: execution { ${workflow} } pipelineExecution: execution { ${pipeline} } } }`,
    {
      input: { applicationId: 'default_project', entityId: 'shipping', executionType: 'PIPELINE' },
    },
  );
  await bench.settle();
  expect(started.errors).toBeUndefined();
  expect(started.data).toMatchObject({
    startExecution: {
      workflowExecution: {},
      pipelineExecution: { application: { id: 'default_project' } },
    },
  });
});

it('the documents of our own page are ones that the schema takes', async () => {
  const page = await readFile(new URL('../../../../../docs/firstgen.md', import.meta.url), 'utf8');
  const documents = [...page.matchAll(/```graphql\n([^`]+)```/g)].map(([, text]) => text ?? '');
  expect(documents).toHaveLength(3);
  const schema = buildSchema(FIRST_GEN_SCHEMA);
  for (const text of documents) expect(validate(schema, parse(text))).toEqual([]);
});

const stage = (identifier: string, set: string, status: string, execution: string) => ({
  pipelineStageElementId: identifier,
  pipelineStageName: set,
  pipelineStepName: `Stage ${identifier}`,
  runtimeInputVariables: null,
  status,
  workflowExecutionId: `${execution}~pipeline.stages.${identifier}`,
});
