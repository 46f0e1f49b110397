import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { APPROVAL, WITH_INPUTS } from '../../testing/pipelines.ts';
import { APPLICATION, ask, onlyError, run } from '../testing/bench.ts';

let bench: ApiBench;
const failures: unknown[] = [];
beforeEach(async () => {
  const note = (told: unknown) => void failures.push(told);
  bench = await openApiBench({ logger: { info: note, warn: note, error: note } });
  for (const body of [APPROVAL, WITH_INPUTS]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

const START = `mutation ($input: StartExecutionInput!) {
  startExecution(input: $input) {
    clientMutationId warningMessage
    execution { id status notes cause { ... on ExecutedByUser { user { name } } } }
  }
}`;
const start = (input: object) =>
  ask(bench, START, {
    input: { applicationId: APPLICATION, entityId: 'asking', executionType: 'PIPELINE', ...input },
  });
const variable = (name: string, value: string) => ({
  name,
  variableValue: { type: 'NAME', value },
});

describe('starting an execution', () => {
  it('takes the variables that the pipeline says it asks for', async () => {
    const asked = await ask(
      bench,
      '{ pipeline(pipelineId: "asking") { pipelineVariables { name type required defaultValue allowedValues allowMultipleValues fixed } } }',
    );
    const common = {
      type: 'String',
      allowedValues: null,
      allowMultipleValues: false,
      fixed: false,
    };
    expect(asked.data).toEqual({
      pipeline: {
        pipelineVariables: [
          { name: 'version', required: true, defaultValue: null, ...common },
          { name: 'colour', required: false, defaultValue: 'blue', ...common },
        ],
      },
    });
    const input = {
      variableInputs: [variable('version', '1: "2"\n')],
      notes: 'by hand',
      clientMutationId: 'req9',
    };
    const { data, errors } = await start(input);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      startExecution: {
        clientMutationId: 'req9',
        warningMessage: null,
        execution: { status: 'RUNNING', notes: 'by hand', cause: { user: { name: 'local' } } },
      },
    });
    await bench.settle();
    expect(JSON.stringify(bench.delegate.ran.at(-1))).toContain(String.raw`1: \"2\"`);
  });

  it('is told of the variables that a template asks for', async () => {
    const stage =
      '{stage: {identifier: s, name: s, type: Custom, spec: {execution: {steps: [{step: {identifier: w, name: w, type: Wait, spec: {duration: 10s}}}]}}}}';
    const variables = (value: string) => `[{name: size, type: Number, value: ${value}}]`;
    const template = `template: {identifier: base, name: Base, versionLabel: v1, type: Pipeline, spec: {variables: ${variables('<+input>')}, stages: [${stage}]}}`;
    granted(await bench.client.createTemplate({ body: template }));
    const body =
      'pipeline: {identifier: derived, name: Derived, template: {templateRef: account.base}}';
    granted(await bench.client.createPipeline({ body }));
    const query =
      '{ pipeline(pipelineId: "derived") { pipelineVariables { name type required } } }';
    expect((await ask(bench, query)).data).toEqual({
      pipeline: { pipelineVariables: [{ name: 'size', type: 'Number', required: true }] },
    });
    const { errors } = await start({
      entityId: 'derived',
      variableInputs: [variable('size', '3')],
    });
    expect(errors).toBeUndefined();
  });

  it.each([
    ['without a value that is needed', {}, 'version'],
    [
      'with a variable that there is not',
      { variableInputs: [variable('version', '1'), variable('size', '2')] },
      'size',
    ],
    ['of a pipeline that there is not', { entityId: 'nothing' }, 'nothing'],
    ['of a workflow', { executionType: 'WORKFLOW' }, 'PIPELINE'],
    ['with an artifact', { serviceInputs: { name: 'shop' } }, 'serviceInputs'],
    ['on hosts of one’s own', { specificHosts: ['a'] }, 'specificHosts'],
    ['but where it is not yet', { excludeHostsWithSameArtifact: true }, 'excludeHosts'],
    [
      'with an expression of FirstGen',
      {
        variableInputs: [
          { name: 'version', variableValue: { type: 'EXPRESSION', value: '${bat}' } },
        ],
      },
      'version',
    ],
  ])('%s is refused with what is wrong', async (_, input, named) => {
    const answer = await start(input);
    expect(answer.data).toEqual({ startExecution: null });
    expect(onlyError(answer)).toContain(named);
  });
});

/** The id of the one approval that is shown. */
const approvalIdIn = (data: unknown): string | undefined =>
  /"approvalId":"([^"]+)"/.exec(JSON.stringify(data))?.[1];

it('what clients send to say that they want nothing of it stops no start', async () => {
  const { data, errors } = await start({
    variableInputs: [variable('version', '1')],
    serviceInputs: [],
    excludeHostsWithSameArtifact: false,
    continueWithDefaultValues: false,
    targetToSpecificHosts: false,
    specificHosts: [],
  });
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ startExecution: { execution: { id: expect.any(String) } } });
});

it('an approval that a script gives is shown while it waits, and nobody gives it here', async () => {
  granted(await bench.client.createPipeline({ body: ASKS_A_SCRIPT }));
  const execution = await run(bench, 'checked');
  const { data } = await ask(
    bench,
    `{ approvalDetails(applicationId: "${APPLICATION}", executionId: "${execution}") { approvalDetails {
        approvalId approvalType stepName ... on ShellScriptDetails { retryInterval }
        ... on JiraApprovalDetails { issueKey } ... on SNOWApprovalDetails { ticketUrl } } }
      execution(executionId: "${execution}") { ... on PipelineExecution { pipelineStageExecutions {
        ... on ApprovalStageExecution { approvalStepType } } } } }`,
  );
  const details = { approvalType: 'SHELL_SCRIPT', stepName: 'Ask', retryInterval: 60_000 };
  expect(data).toMatchObject({
    approvalDetails: { approvalDetails: [details] },
    execution: { pipelineStageExecutions: [{ approvalStepType: 'SHELL_SCRIPT' }] },
  });
  const act = `mutation { approveOrRejectApprovals(input: {action: APPROVE, approvalId: "${approvalIdIn(data)}", applicationId: "${APPLICATION}", executionId: "${execution}"}) { success } }`;
  expect(onlyError(await ask(bench, act))).toContain('There is no approval');
});

describe('an approval', () => {
  const DETAILS = `query ($execution: String!) {
    approvalDetails(applicationId: "${APPLICATION}", executionId: $execution) {
      approvalDetails {
        approvalId approvalType stepName stageName startedAt willExpireAt triggeredBy { name email }
        ... on UserGroupApprovalDetails { approvers executionId variables { name value } }
      }
    }
  }`;
  const ACT = `mutation ($input: ApproveOrRejectApprovalsInput!) {
    approveOrRejectApprovals(input: $input) { success clientMutationId }
  }`;
  const statusOf = async (execution: string) =>
    (
      await ask(
        bench,
        `{ execution(executionId: "${execution}") { status ... on PipelineExecution { pipelineStageExecutions { ... on ApprovalStageExecution { approvalStepType status } } } } }`,
      )
    ).data;

  it('is shown while it waits, and decided', async () => {
    const execution = await run(bench, 'gated');
    const waiting = { approvalStepType: 'USER_GROUP', status: 'PAUSED' };
    expect(await statusOf(execution)).toEqual({
      execution: { status: 'PAUSED', pipelineStageExecutions: [waiting] },
    });
    const { data } = await ask(bench, DETAILS, { execution });
    expect(data).toMatchObject({
      approvalDetails: {
        approvalDetails: [
          {
            approvalType: 'USER_GROUP',
            stepName: 'Ask',
            stageName: 'Gate',
            willExpireAt: expect.any(Number),
            triggeredBy: { name: 'local', email: null },
            approvers: ['_project_all_users'],
            executionId: execution,
            variables: [{ name: 'ticket', value: 'none' }],
          },
        ],
      },
    });
    const approvalId = approvalIdIn(data);
    const input = {
      action: 'APPROVE',
      approvalId,
      applicationId: APPLICATION,
      executionId: execution,
      variableInputs: [{ name: 'ticket', value: 'A-1' }],
      clientMutationId: 'one',
    };
    const elsewhere = await ask(bench, ACT, { input: { ...input, executionId: 'another' } });
    expect(onlyError(elsewhere)).toContain('There is no approval');
    const foreign = await ask(bench, ACT, { input: { ...input, applicationId: 'another' } });
    expect(onlyError(foreign)).toContain('There is no approval');
    expect((await ask(bench, ACT, { input })).data).toEqual({
      approveOrRejectApprovals: { success: true, clientMutationId: 'one' },
    });
    await bench.settle();
    expect(await statusOf(execution)).toMatchObject({ execution: { status: 'SUCCESS' } });
    expect((await ask(bench, DETAILS, { execution })).data).toEqual({
      approvalDetails: { approvalDetails: [] },
    });
    expect((await ask(bench, ACT, { input })).data).toEqual({ approveOrRejectApprovals: null });
  });

  it('that was rejected can be resumed', async () => {
    const execution = await run(bench, 'gated');
    const { data } = await ask(bench, DETAILS, { execution });
    const approvalId = approvalIdIn(data);
    const input = {
      action: 'REJECT',
      approvalId,
      applicationId: APPLICATION,
      executionId: execution,
    };
    await ask(bench, ACT, { input });
    await bench.settle();
    expect(await statusOf(execution)).toMatchObject({ execution: { status: 'REJECTED' } });
    const resumed = await ask(
      bench,
      `mutation { resumeExecution(input: {applicationId: "${APPLICATION}", pipelineExecutionId: "${execution}", pipelineStageName: "Gate"}) { execution { status } } }`,
    );
    expect(resumed.data).toEqual({ resumeExecution: { execution: { status: 'PAUSED' } } });
  });
});

it('what breaks in the server is told to its log, and not to the caller', async () => {
  const broken = await openApiBench({
    rights: { allows: () => Promise.reject(new Error('the database is gone')) },
    logger: {
      info: () => undefined,
      warn: () => undefined,
      error: (told) => void failures.push(told),
    },
  });
  const answer = await ask(broken, '{ pipeline(pipelineId: "x") { id } }');
  expect(answer).toMatchObject({ data: { pipeline: null }, responseMessages: [] });
  expect(answer.errors).toMatchObject([{ path: ['pipeline'], extensions: { code: 'INTERNAL' } }]);
  expect(JSON.stringify(answer)).not.toContain('database');
  expect(failures).toMatchObject([{ error: { message: 'the database is gone' } }]);
  await broken.close();
});

/** Waits for a script to say yes. */
const ASKS_A_SCRIPT = `pipeline:
  identifier: checked
  name: Checked
  stages:
    - stage:
        identifier: gate
        name: Gate
        type: Approval
        spec:
          execution:
            steps:
              - step:
                  identifier: ask
                  name: Ask
                  type: CustomApproval
                  timeout: 2h
                  spec:
                    shell: Bash
                    retryInterval: 1m
                    scriptTimeout: 5m
                    source: {type: Inline, spec: {script: 'state=pending'}}
                    outputVariables: [{name: state, type: String, value: state}]
                    approvalCriteria: {type: KeyValues, spec: {matchAnyCondition: true, conditions: [{key: state, operator: equals, value: approved}]}}
`;
