import { type Client, createClient } from '@reprise/api/client';
import { FIRST_GEN_SCHEMA } from '@reprise/api/graphql';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE, granted } from '../../testing/api-bench.ts';
import { APPROVAL, SHIPPING } from '../../testing/pipelines.ts';
import { openTeamBench, PROJECT, type TeamBench } from '../../testing/team-bench.ts';
import { ASKING_STAGE } from '../testing/asking-stage.ts';
import { APPLICATION } from '../testing/bench.ts';

/** Mallory rules this project, and asks for what belongs to the other one. */
const OWN = 'walled';
const SCOPE = { ...PROJECT, projectId: OWN };
const SECRET = 'Moonshot';

let bench: TeamBench;
let owner: Client;
let mallory: Client;
let ids: { readonly [Name in 'ended' | 'waiting' | 'asking' | 'approval']: string };
let before: unknown;

beforeAll(async () => {
  bench = await openTeamBench();
  const clientOf = (headers: Readonly<Record<string, string>>) =>
    createClient({ fetch: bench.fetch, baseUrl: BASE, headers });
  owner = clientOf(
    (await bench.member('admin', '_account_admin', { accountId: 'default' })).headers,
  );
  const project = { identifier: OWN, name: 'Walled', orgIdentifier: 'default' };
  const org = { orgIdentifier: 'default' };
  granted(await owner.createProject({ query: org, body: { project } }));
  for (const yaml of [SHIPPING, APPROVAL, ASKING_STAGE]) {
    const body = yaml.replace(/^ {2}name: .*$/m, `  name: ${SECRET}`);
    granted(
      await owner.createPipeline({ query: { ...org, projectIdentifier: APPLICATION }, body }),
    );
  }
  const run = async (pipeline: string) => {
    const query = { notesForPipelineExecution: SECRET };
    const begun = granted(await owner.executePipeline({ path: { pipeline }, query }));
    await bench.settle();
    return begun.data.planExecutionId;
  };
  const waiting = await run('gated');
  const path = { org: 'default', project: APPLICATION, execution: waiting };
  const approval = granted(await owner.listApprovals({ path }))[0]?.id ?? '';
  ids = { ended: await run('shipping'), waiting, asking: await run('asks'), approval };
  mallory = clientOf((await bench.member('mallory', '_project_admin', SCOPE)).headers);
  before = await whole();
});
afterAll(() => bench.close());

/** What the other project has run so far, as its owner sees it. */
async function whole(): Promise<unknown> {
  const query = '{ executions { nodes { id status endedAt } } }';
  return granted(await owner.graphql({ body: { query } })).data;
}

const SHOWN =
  '{ id status notes ... on PipelineExecution { pipeline { name } pipelineStageExecutions { pipelineStepName } memberExecutions { nodes { failureDetails } } resumeHistory { id } } }';
const filtered = (filters: string) =>
  `executions(filters: [${filters}]) { nodes ${SHOWN} pageInfo { total } }`;
const named = (kind: string, value: string) => `{${kind}: {operator: EQUALS, values: "${value}"}}`;
const stage = (application: string) =>
  `applicationId: "${application}", pipelineExecutionId: "${ids.asking}", pipelineStageElementId: "deploy"`;
const exported = (filters: string) =>
  `exportExecutions(input: {filters: [${filters}]}) { totalExecutions downloadLink }`;

/** Each field as somebody asks for it who guesses ids, in the project of his own and in the other one. */
const QUESTIONS: Readonly<Record<string, (application: string) => readonly string[]>> = {
  application: (application) => [
    `application(applicationId: "${application}") { pipelines { nodes { name } } }`,
  ],
  applicationByName: () => [`applicationByName(name: "${APPLICATION}") { id name }`],
  applications: () => ['applications { nodes { pipelines { nodes { name } } } }'],
  pipeline: () => [
    `pipeline(pipelineId: "shipping") { name pipelineVariables { name } }`,
    `pipeline(pipelineId: "${APPLICATION}/shipping") { name }`,
  ],
  pipelineByName: (application) => [
    `pipelineByName(applicationId: "${application}", pipelineName: "${SECRET}") { id }`,
  ],
  pipelines: (application) => [
    'pipelines { nodes { name } pageInfo { total } }',
    `pipelines(filters: [${named('application', application)}]) { nodes { name } }`,
    'pipelines(filters: [{application: {operator: LIKE, values: "default"}}]) { nodes { name } }',
  ],
  execution: () => [
    `execution(executionId: "${ids.ended}") ${SHOWN}`,
    `execution(executionId: "${ids.ended}~pipeline.stages.build") { status notes ... on WorkflowExecution { workflow { name } } }`,
  ],
  executions: (application) => [
    filtered(''),
    filtered(named('execution', ids.ended)),
    filtered(`${named('execution', ids.ended)}, ${named('application', application)}`),
    filtered('{execution: {operator: LIKE, values: ""}}'),
    filtered('{application: {operator: NOT_IN, values: "walled"}}'),
    filtered('{pipeline: {operator: IN, values: ["shipping", "default_project/shipping"]}}'),
    filtered('{duration: {operator: GREATER_THAN_OR_EQUALS, values: 0}}'),
    filtered('{tag: {entityType: APPLICATION, tags: {name: "x"}}}'),
  ],
  executionInputs: (application) => [
    `executionInputs(applicationId: "${application}", entityId: "shipping", executionType: PIPELINE) { serviceInputs { id } }`,
  ],
  runtimeExecutionInputsToResumePipeline: (application) => [
    `runtimeExecutionInputsToResumePipeline(${stage(application)}) { serviceInputs { id } }`,
  ],
  approvalDetails: (application) => [
    `approvalDetails(applicationId: "${application}", executionId: "${ids.waiting}") { approvalDetails { stepName } }`,
  ],
  startExecution: (application) => [
    `startExecution(input: {applicationId: "${application}", entityId: "${APPLICATION}/shipping", executionType: PIPELINE}) { execution { id } }`,
    `startExecution(input: {applicationId: "${APPLICATION}", entityId: "shipping", executionType: PIPELINE}) { execution { id } }`,
  ],
  resumeExecution: (application) => [
    `resumeExecution(input: {applicationId: "${application}", pipelineExecutionId: "${ids.ended}", pipelineStageName: "STAGE 1"}) { execution { id } }`,
  ],
  pipelineResumeRuntime: (application) => [
    `pipelineResumeRuntime(input: {${stage(application)}, variableInputs: {name: "env", variableValue: {type: NAME, value: "dev"}}}) { status }`,
  ],
  approveOrRejectApprovals: (application) => [
    `approveOrRejectApprovals(input: {action: APPROVE, approvalId: "${ids.approval}", applicationId: "${application}", executionId: "${ids.waiting}"}) { success }`,
  ],
  exportExecutions: (application) => [
    exported(''),
    exported(named('execution', ids.ended)),
    exported(`${named('execution', ids.ended)}, ${named('application', application)}`),
  ],
};

const schema = buildSchema(FIRST_GEN_SCHEMA);
const fields = (['query', 'mutation'] as const).flatMap((kind) => {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.keys(type?.getFields() ?? {}).map((name) => [kind, name] as const);
});

describe('who rules one project learns and does nothing in another', () => {
  it.each(fields)('by a %s for %s', async (kind, name) => {
    for (const application of [OWN, APPLICATION]) {
      const questions = QUESTIONS[name]?.(application) ?? [];
      expect(questions.length).toBeGreaterThan(0);
      for (const question of questions) {
        const answer = granted(
          await mallory.graphql({ body: { query: `${kind} { ${question} }` } }),
        );
        const data = JSON.stringify(answer.data ?? null);
        for (const told of [SECRET, ids.ended, ids.waiting, ids.asking, `"${APPLICATION}"`]) {
          expect(data, question).not.toContain(told);
        }
        const errors = JSON.stringify(answer.errors ?? []);
        expect(question.includes(SECRET) ? '' : errors, question).not.toContain(SECRET);
        expect(data, question).not.toMatch(/"(?:status|success)":true|"totalExecutions"/);
      }
    }
  });

  it.each(['application', 'pipeline', 'pipelines', 'execution', 'executions'])(
    'though its owner is told: %s',
    async (name) => {
      for (const question of QUESTIONS[name]?.(APPLICATION).slice(0, 1) ?? []) {
        const { data } = granted(await owner.graphql({ body: { query: `{ ${question} }` } }));
        expect(JSON.stringify(data)).toContain(SECRET);
      }
    },
  );

  it('and everything there is as it was', async () => {
    await bench.settle();
    expect(await whole()).toEqual(before);
  });
});
