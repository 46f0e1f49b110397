import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { SCOPE } from '../testing/workshop.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import {
  APPROVAL,
  asking,
  inputsOf,
  SHIPPING,
  UNSUPPORTED,
  WITH_INPUTS,
} from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  for (const body of [SHIPPING, WITH_INPUTS, APPROVAL, UNSUPPORTED]) {
    granted(await bench.client.createPipeline({ body }));
  }
});
afterEach(() => bench.close());

async function run(pipeline: string, body = ''): Promise<string> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline }, body }));
  await bench.settle();
  return begun.data.planExecutionId;
}

const detail = async (execution: string) =>
  granted(await bench.client.getExecution({ path: { execution } })).data;

function fail(...steps: readonly string[]): void {
  bench.delegate.script = ({ taskId }) =>
    steps.includes(stepIdentifier(taskId))
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
}

describe('running a pipeline', () => {
  it('answers with the new execution in upper-case status', async () => {
    const query = { notesForPipelineExecution: 'Friday' };
    const begun = await bench.client.executePipeline({ path: { pipeline: 'shipping' }, query });
    expect(granted(begun).data.planExecution).toMatchObject({
      status: 'RUNNING',
      metadata: { runSequence: 1, pipelineIdentifier: 'shipping' },
    });
    const { pipelineExecutionSummary } = await detail(granted(begun).data.planExecutionId);
    expect(pipelineExecutionSummary.notes).toBe('Friday');
  });

  it('takes no body at all, and an empty one that is called YAML', async () => {
    const path = '/pipeline/api/pipeline/execute/shipping';
    const headers = { 'content-type': 'application/yaml' };
    expect((await bench.send('POST', path)).status).toBe(200);
    expect((await bench.send('POST', path, { headers, body: '' })).status).toBe(200);
  });

  it('fills in the inputs, and tells them afterwards', async () => {
    const execution = await run('asking', inputsOf('1.10'));
    const path = { execution };
    const { data } = granted(await bench.client.executionInputs({ path }));
    expect(data.inputSetYaml).toBe(inputsOf('1.10'));
    expect(data.inputSetTemplateYaml).toContain('<+input>');
    expect(data.resolvedYaml).not.toContain('<+input>');
    expect(granted(await bench.client.executionInputsYaml({ path }))).toBe(inputsOf('1.10'));
  });

  it('is refused for what this server does not run yet, naming the line', async () => {
    const refused = denied(
      await bench.client.executePipeline({ path: { pipeline: 'cloudy' }, body: '' }),
    );
    expect(refused).toMatchObject({ httpStatus: 400, code: 'UNSUPPORTED_PIPELINE' });
    expect(refused.message).toContain('line 10');
  });

  it('is refused for a pipeline that is not there', async () => {
    const refused = denied(
      await bench.client.executePipeline({ path: { pipeline: 'nope' }, body: '' }),
    );
    expect(refused).toMatchObject({ httpStatus: 404, code: 'PIPELINE_NOT_FOUND' });
  });

  it('works in the v1 spelling', async () => {
    const path = { org: 'default', project: 'default_project', pipeline: 'asking' };
    const body = { inputs_yaml: inputsOf('2') };
    const begun = granted(await bench.client.v1ExecutePipeline({ path, body }));
    await bench.settle();
    const { pipelineExecutionSummary: summary } = await detail(
      begun.execution_details.execution_id,
    );
    expect(summary.status).toBe('Success');
  });
});

describe('the detail of an execution', () => {
  it('draws the stages with a fork for the parallel block', async () => {
    const { pipelineExecutionSummary: summary } = await detail(await run('shipping'));
    const walk: string[] = [];
    for (let id = summary.startingNodeId; id !== null; ) {
      const node = summary.layoutNodeMap[id];
      const children = node?.edgeLayoutList.currentNodeChildren ?? [];
      const names = children.map((child) => summary.layoutNodeMap[child]?.nodeIdentifier);
      walk.push([node?.nodeIdentifier, ...names].join(' '));
      id = node?.edgeLayoutList.nextIds[0] ?? null;
    }
    expect(walk).toEqual(['build', 'parallel unit lint', 'ship']);
    expect(summary).toMatchObject({
      status: 'Success',
      totalStagesCount: 4,
      successfulStagesCount: 4,
      canRetry: false,
      tags: [{ key: 'team', value: 'platform' }],
    });
  });

  it('reaches each node of the graph exactly once', async () => {
    const { executionGraph: graph } = await detail(await run('shipping'));
    const visited: string[] = [];
    const visit = (id: string): void => {
      visited.push(graph.nodeMap[id]?.identifier ?? 'missing');
      const edges = graph.nodeAdjacencyListMap[id];
      for (const next of [...(edges?.children ?? []), ...(edges?.nextIds ?? [])]) visit(next);
    };
    visit(graph.rootNodeId);
    expect(visited).toEqual(
      'shipping build compile parallel unit test lint check ship push'.split(' '),
    );
    expect(Object.keys(graph.nodeMap)).toHaveLength(visited.length);
  });

  it('names the step that failed, with its exit code and fully qualified name', async () => {
    fail('push');
    const { pipelineExecutionSummary: summary, executionGraph } = await detail(
      await run('shipping'),
    );
    const failed = Object.values(executionGraph.nodeMap).filter(
      ({ status, baseFqn }) => status === 'Failed' && baseFqn.includes('.steps.'),
    );
    expect(failed).toMatchObject([
      {
        baseFqn: 'pipeline.stages.ship.spec.execution.steps.push',
        failureInfo: { message: 'exit 3' },
        exitCode: 3,
      },
    ]);
    expect(summary).toMatchObject({ status: 'Failed', canRetry: true, failedStagesCount: 1 });
    expect(summary.executionErrorInfo?.message).toContain('exit 3');
  });

  it('shows one node alone as it shows it in the graph', async () => {
    const { executionGraph } = await detail(await run('shipping'));
    for (const node of Object.values(executionGraph.nodeMap)) {
      const query = { nodeExecutionId: node.uuid };
      const answer = await bench.client.getExecutionNode({ query });
      if (node.stepType === 'NG_FORK') expect(denied(answer).code).toBe('NODE_NOT_FOUND');
      else expect(granted(answer).data).toEqual(node);
    }
  });

  it('has a head that is its row of the list', async () => {
    const execution = await run('shipping');
    const [row] = granted(await bench.client.listExecutions({})).data.content;
    const head = granted(await bench.client.executionHead({ path: { execution } }));
    const retryInfo = { ...row?.retryInfo, latestExecutionId: execution };
    expect(head).toEqual({ ...row, retryInfo });
  });

  it('is not found elsewhere than in its project', async () => {
    const path = { execution: await run('shipping') };
    const query = { projectIdentifier: 'another' };
    const refused = denied(await bench.client.getExecution({ path, query }));
    expect(refused).toMatchObject({ httpStatus: 404, code: 'EXECUTION_NOT_FOUND' });
  });

  it('of a record that does not load says so, and leaves the list alone', async () => {
    const execution = await run('shipping');
    const [row] = (await bench.store.executions.list({ scope: SCOPE, newestOnly: true }, 0, 1))
      .items;
    if (row !== undefined) await bench.store.executions.quarantine(row.executionId, 'broken');
    const other = await run('asking', inputsOf('1'));
    const list = granted(await bench.client.listExecutions({})).data.content;
    expect(list).toMatchObject([
      { planExecutionId: other, quarantined: null },
      { planExecutionId: execution, quarantined: 'broken', canRetry: false },
    ]);
  });
});

describe('listing executions', () => {
  it('filters by pipeline, status and text, and pages', async () => {
    const succeeded = await run('asking', inputsOf('1'));
    fail('push');
    const failed = await run('shipping');
    const idsOf = async (query: object, body: object = {}): Promise<readonly string[]> => {
      const listed = granted(await bench.client.listExecutions({ query, body }));
      return listed.data.content.map(({ planExecutionId }) => planExecutionId);
    };
    expect(await idsOf({})).toEqual([failed, succeeded]);
    expect(await idsOf({ size: 1, page: 1 })).toEqual([succeeded]);
    expect(await idsOf({ pipelineIdentifier: 'asking' })).toEqual([succeeded]);
    expect(await idsOf({}, { pipelineIdentifiers: ['shipping'] })).toEqual([failed]);
    expect(await idsOf({ status: ['failed', 'Running'] })).toEqual([failed]);
    expect(await idsOf({ status: ['NoSuchStatus'] })).toEqual([]);
    expect(await idsOf({ searchTerm: 'SHIP' })).toEqual([failed]);
  });

  it('filters by ids, start and tags that stand in the body', async () => {
    const asked = await run('asking', inputsOf('1'));
    const shipped = await run('shipping');
    const idsOf = async (body: object): Promise<readonly string[]> => {
      const answer = await bench.send('POST', '/pipeline/api/pipelines/execution/summary', {
        body: JSON.stringify({ filterType: 'PipelineExecution', ...body }),
      });
      const text = await answer.text();
      return [shipped, asked].filter((id) => text.includes(`"planExecutionId":"${id}"`));
    };
    const { startTs } = (await detail(shipped)).pipelineExecutionSummary;
    expect(await idsOf({ planExecutionIds: [asked, 'none'] })).toEqual([asked]);
    expect(await idsOf({ planExecutionIds: [], pipelineTags: null })).toEqual([shipped, asked]);
    expect(await idsOf({ timeRange: { startTime: `${startTs}` } })).toContain(shipped);
    expect(await idsOf({ timeRange: { startTime: startTs + 1, endTime: null } })).toEqual([]);
    expect(await idsOf({ timeRange: { endTime: startTs - 1 } })).not.toContain(shipped);
    expect(await idsOf({ pipelineTags: [{ key: 'team', value: 'platform' }] })).toEqual([shipped]);
    expect(await idsOf({ pipelineTags: [{ key: 'team', value: '' }] })).toEqual([shipped]);
    expect(await idsOf({ pipelineTags: [{ key: 'team', value: 'web' }] })).toEqual([]);
    expect(await idsOf({ timeRange: { startTime: 'yesterday' } })).toEqual([]);
  });

  it('shows an execution that is asked for by its id even when a newer one continues it', async () => {
    fail('push');
    const source = await run('shipping');
    const query = { planExecutionId: source, retryStages: ['ship'] };
    granted(await bench.client.retryExecution({ path: { pipeline: 'shipping' }, query }));
    await bench.settle();
    const body = { planExecutionIds: [source] };
    const { data } = granted(await bench.client.listExecutions({ body }));
    expect(data.content.map(({ planExecutionId }) => planExecutionId)).toEqual([source]);
  });
});

describe('interrupting an execution', () => {
  it('aborts it, whatever the case of the word', async () => {
    bench.delegate.script = () => 'hang';
    const execution = await run('shipping');
    const path = { execution };
    const query = { interruptType: 'ABORTALL' };
    const done = granted(await bench.client.interruptExecution({ path, query }));
    expect(done.data).toMatchObject({ type: 'ABORTALL', planExecutionId: execution });
    await bench.settle();
    expect((await detail(execution)).pipelineExecutionSummary.status).toBe('Aborted');
    const again = denied(await bench.client.interruptExecution({ path, query }));
    expect(again).toMatchObject({ httpStatus: 409, code: 'EXECUTION_ENDED' });
  });

  it.each(['Retry', 'StageRollback', 'Dance'])('refuses %s clearly', async (type) => {
    bench.delegate.script = () => 'hang';
    const path = { execution: await run('shipping') };
    const query = { interruptType: type };
    const refused = denied(await bench.client.interruptExecution({ path, query }));
    expect(refused).toMatchObject({ httpStatus: 400, code: 'INTERRUPT_NOT_SUPPORTED' });
    expect(refused.message).toContain('AbortAll');
  });
});

describe('approvals', () => {
  const path = { org: 'default', project: 'default_project' };

  it('are listed, and acted upon', async () => {
    const execution = await run('gated');
    const listed = async (query: object = {}) =>
      granted(await bench.client.listApprovals({ path: { ...path, execution }, query }));
    const [waiting] = await listed({ approval_status: 'WAITING' });
    expect(waiting).toMatchObject({
      status: 'WAITING',
      details: { approvalMessage: 'Ship it?', approvalActivities: [] },
    });
    const { executionGraph } = await detail(execution);
    expect(executionGraph.nodeMap[waiting?.node_execution_id ?? '']).toMatchObject({
      status: 'ApprovalWaiting',
      approvalId: waiting?.id,
    });
    const acted = await bench.client.actOnApproval({
      path: { approval: waiting?.id ?? '' },
      body: {
        action: 'APPROVE',
        comments: 'yes',
        approverInputs: [{ name: 'ticket', value: 'T-1' }],
      },
    });
    expect(granted(acted).data).toMatchObject({
      status: 'APPROVED',
      details: { approvalActivities: [{ action: 'APPROVE', comments: 'yes' }] },
    });
    await bench.settle();
    expect((await detail(execution)).pipelineExecutionSummary.status).toBe('Success');
    expect(await listed({ approval_status: 'WAITING' })).toEqual([]);
    expect(await listed({ approval_status: 'ALL' })).toHaveLength(1);
    const approvalPath = { approval: waiting?.id ?? '' };
    const found = granted(await bench.client.getApproval({ path: approvalPath })).data;
    expect(found).toEqual(granted(acted).data);
    expect(found).toMatchObject({ createdAt: found.created, lastModifiedAt: found.updated });
    const elsewhere = { path: approvalPath, query: { projectIdentifier: 'x' } };
    expect(denied(await bench.client.getApproval(elsewhere)).code).toBe('APPROVAL_NOT_FOUND');
    const none = await bench.client.getApproval({ path: { approval: 'x' } });
    expect(denied(none).code).toBe('APPROVAL_NOT_FOUND');
  });

  it('that wait are listed over all executions of a project, with where they do, until they are decided', async () => {
    const [first] = [await run('gated'), await run('gated')];
    const waiting = async (query: object = {}) =>
      granted(await bench.client.waitingApprovals({ query })).approvals;
    expect(await waiting()).toMatchObject([
      {
        approval: { status: 'WAITING', details: { approvalMessage: 'Ship it?' } },
        execution: { planExecutionId: first, pipelineIdentifier: 'gated', runSequence: 1 },
        stage: 'Gate',
        step: 'Ask',
      },
      { execution: { runSequence: 2 } },
    ]);
    await bench.client.actOnExecutionApproval({
      path: { ...path, execution: first },
      body: { action: 'REJECT' },
    });
    expect((await waiting()).map(({ execution }) => execution.runSequence)).toEqual([2]);
    expect(
      denied(await bench.client.waitingApprovals({ query: { projectIdentifier: 'x' } })),
    ).toMatchObject({
      code: 'SCOPE_NOT_FOUND',
    });
  });

  it('of an execution are acted upon by the execution, and by callback id when there are several', async () => {
    const execution = await run('gated');
    const act = (query: object = {}) =>
      bench.client.actOnExecutionApproval({
        path: { ...path, execution },
        query,
        body: { action: 'APPROVE' },
      });
    expect(denied(await act({ callback_id: 'other' }))).toMatchObject({
      code: 'APPROVAL_NOT_FOUND',
    });
    const approved = granted(await act());
    expect(approved).toMatchObject({ status: 'APPROVED' });
    const { acts } = granted(await bench.client.listActs({ path: { execution } }));
    expect(acts.find(({ action }) => action === 'approve')?.change).toEqual({
      approval: approved.id,
    });
    await bench.settle();
    expect(denied(await act())).toMatchObject({ httpStatus: 404, code: 'APPROVAL_NOT_FOUND' });
  });

  it('that wait side by side are told apart by their callback ids', async () => {
    await bench.client.createPipeline({ body: SIDE_BY_SIDE });
    const execution = await run('side_by_side');
    const act = (query: object) =>
      bench.client.actOnExecutionApproval({
        path: { ...path, execution },
        query,
        body: { action: 'APPROVE' },
      });
    expect(denied(await act({}))).toMatchObject({ httpStatus: 409, code: 'APPROVAL_AMBIGUOUS' });
    expect(granted(await act({ callback_id: 'second' })).details).toMatchObject({
      approvalMessage: 'Second?',
      callbackId: 'second',
    });
    expect(granted(await act({})).details.approvalMessage).toBe('First?');
  });

  it('reject what older executions wait for, where the step says so', async () => {
    await bench.client.createPipeline({ body: NEWEST_ONLY });
    const executions: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      executions.push(await run('newest_only'));
      await bench.settle();
    }
    const [oldest = '', middle = '', newest = ''] = executions;
    const acted = await bench.client.actOnExecutionApproval({
      path: { ...path, execution: middle },
      query: {},
      body: { action: 'APPROVE' },
    });
    expect(granted(acted).status).toBe('APPROVED');
    await bench.settle();
    const status = async (execution: string) =>
      (await detail(execution)).pipelineExecutionSummary.status;
    expect(await status(oldest)).toBe('ApprovalRejected');
    expect(await status(newest)).toBe('ApprovalWaiting');
  });

  it.each(['nonsense', 'x~y~~1', '%2e%2e~pipeline~~1'])('named %s are not found', async (id) => {
    const body = { action: 'APPROVE' } as const;
    const refused = denied(await bench.client.actOnApproval({ path: { approval: id }, body }));
    expect(refused).toMatchObject({ httpStatus: 404, code: 'APPROVAL_NOT_FOUND' });
  });
});

const SIDE_BY_SIDE = asking('side_by_side', [
  { identifier: 'first', spec: 'approvalMessage: First?' },
  { identifier: 'second', spec: 'approvalMessage: Second?, callbackId: second' },
]);

const NEWEST_ONLY = asking('newest_only', [
  { identifier: 'ask', spec: 'isAutoRejectEnabled: true' },
]);
