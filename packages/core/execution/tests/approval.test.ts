import { APPROVAL_TIMEOUT, nextWake } from '@reprise/core/execution';
import { expect, it } from 'vitest';
import { approval, parallelSteps, pipeline, script, stage, wait } from '../testing/pipelines.ts';
import { ada, bob, Run, START } from '../testing/run.ts';
import { given } from '../testing/specification.ts';

const eve = { kind: 'local', name: 'eve' } as const;
const asking = (extra: Parameters<typeof approval>[1] = {}) =>
  pipeline([stage('gate', [approval('ask', extra)]), stage('deploy')]);

it('asks people, and shows that it waits for them', () => {
  given(asking()).gives({
    effects: ['OpenApproval ask'],
    statuses: { ask: 'ApprovalWaiting', gate: 'ApprovalWaiting', release: 'ApprovalWaiting' },
  });
});

it('goes on when it is approved', () => {
  given(asking())
    .when((run) => run.approve('ask'))
    .gives({
      happened: [
        'ApprovalGiven ask',
        'StepEnded ask Success',
        'NodeEnded gate Success',
        'NodeStarted deploy',
        'StepScheduled deploy_step',
      ],
      effects: ['StartTask deploy_step', 'CloseApproval ask'],
    });
});

it('ends with one rejection, with the failure type for it', () => {
  const { run } = given(asking({ minimumCount: 2 }))
    .when(
      (run) => run.approve('ask'),
      (run) => run.reject('ask', eve),
    )
    .gives({
      effects: ['CloseApproval ask'],
      statuses: { ask: 'ApprovalRejected', gate: 'ApprovalRejected', release: 'ApprovalRejected' },
    });
  expect(run.last.effects).toMatchObject([{ status: 'REJECTED' }]);
  expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
    failure: { types: ['ApprovalRejection'], message: 'rejected by eve' },
  });
});

it('is nothing that a retry takes over of a step that nobody was asked about', () => {
  const run = Run.start(pipeline([stage('rest', [wait('nap', 60_000)]), stage('deploy')]));
  run.pass(60_000);
  run.fail('deploy_step');
  const retried = run.retry({ from: ['deploy'] });
  const reused = retried.events.flatMap((event) =>
    event.type === 'StageReused' ? event.nodes.map(({ ended }) => ended) : [],
  );
  expect(reused).toHaveLength(2);
  for (const ended of reused) expect(ended).not.toHaveProperty('approvals');
});

it('needs as many different people as it asks for', () => {
  const { run } = given(asking({ minimumCount: 2 })).when((run) => run.approve('ask', bob));
  expect(run.status('ask')).toBe('ApprovalWaiting');
  expect(run.refusal(run.approvalOf('ask', 'APPROVE', bob))).toMatchObject({
    code: 'ALREADY_APPROVED',
    message: 'bob has approved step ask of stage gate already; 1 more must',
  });
  run.approve('ask', eve);
  expect(run.status('ask')).toBe('Success');
});

it('lets somebody who approved change their mind and reject', () => {
  const { run } = given(asking({ minimumCount: 2 })).when((run) => run.approve('ask', bob));
  run.reject('ask', bob);
  expect(run.status('ask')).toBe('ApprovalRejected');
});

it('takes the inputs of the last approver, then of those before, then the defaults', () => {
  const { run } = given(
    asking({ minimumCount: 2, inputs: { version: '1.0', region: 'eu', note: '' } }),
  );
  run.approve('ask', bob, { version: '1.1', note: 'bob' });
  run.approve('ask', eve, { note: 'eve' });
  expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
    outputs: { approverInputs: { version: '1.1', region: 'eu', note: 'eve' } },
  });
});

it('refuses an input that it does not have, by whatever name', () => {
  const { run } = given(asking({ inputs: { version: '1.0' } }));
  for (const name of ['verison', '__proto__', 'constructor']) {
    const inputs: unknown = JSON.parse(`{"${name}": "x"}`);
    const command = run.approvalOf('ask', 'APPROVE', bob, inputs as Record<string, string>);
    expect(run.refusal(command)).toMatchObject({
      code: 'APPROVAL_INPUT_UNKNOWN',
      facts: { input: name, names: ['version'] },
    });
  }
});

it('refuses who started the execution where the step says so', () => {
  const { run } = given(asking({ disallowPipelineExecutor: true }));
  expect(run.refusal(run.approvalOf('ask', 'APPROVE', ada)).code).toBe('APPROVER_NOT_ALLOWED');
  expect(run.refusal(run.approvalOf('ask', 'REJECT', ada)).code).toBe('APPROVER_NOT_ALLOWED');
  run.approve('ask', bob);
  expect(run.status('ask')).toBe('Success');
});

it('cannot be approved by its starter through a retry that somebody else starts', () => {
  const first = Run.start(asking({ disallowPipelineExecutor: true }), ada);
  first.reject('ask', bob);
  const second = first.retry({ from: ['gate'] }, bob);
  second.reject('ask', eve);
  const third = second.retry({ from: ['gate'] }, eve);
  for (const by of [ada, bob, eve]) {
    expect(third.refusal(third.approvalOf('ask', 'APPROVE', by)).code).toBe('APPROVER_NOT_ALLOWED');
  }
});

it('expires after a day when the step names no timeout', () => {
  const { run } = given(asking());
  expect(nextWake(run.state)).toBe(START + APPROVAL_TIMEOUT);
  run.passToWake();
  expect(run.last.effects).toMatchObject([{ type: 'CloseApproval', status: 'EXPIRED' }]);
  expect(run.status('release')).toBe('Expired');
});

it('is no approval when it is a script', () => {
  const { run } = given(pipeline([stage('s', [script('x')])]));
  expect(run.refusal(run.approvalOf('x', 'APPROVE', bob)).code).toBe('NOT_AN_APPROVAL');
});

it('is over once it is decided', () => {
  const { run } = given(asking()).when((run) => run.approve('ask'));
  expect(run.refusal(run.approvalOf('ask', 'REJECT', eve)).code).toBe('STEP_NOT_LIVE');
});

it('asks again, from the beginning, when a retry comes to it', () => {
  const first = Run.start(asking({ minimumCount: 2 }));
  first.approve('ask', bob);
  first.reject('ask', eve);
  const second = first.retry({ from: ['gate'] });
  expect(second.status('ask')).toBe('ApprovalWaiting');
  second.approve('ask', bob);
  expect(second.status('ask')).toBe('ApprovalWaiting');
});

it('only an approval is approved: no script, and no wait', () => {
  const run = Run.start(pipeline([stage('s', [parallelSteps(script('x'), wait('nap', 60_000))])]));
  for (const name of ['x', 'nap']) {
    expect(run.refusal(run.approvalOf(name, 'APPROVE', bob)).code).toBe('NOT_AN_APPROVAL');
  }
});
