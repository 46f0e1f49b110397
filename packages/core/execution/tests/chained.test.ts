import { asExecutionId, asMilliseconds } from '@reprise/core';
import { expect, it } from 'vitest';
import { childOutcome, type EndChild, type NoteChild, viewNode } from '../index.ts';
import { chained } from '../testing/chained.ts';
import {
  approval,
  onFailure,
  pipeline,
  retryUpTo,
  script,
  stage,
  text,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { type Deed, given, isAborted, passes } from '../testing/specification.ts';

const CHILD = asExecutionId('the-child');
const parent = pipeline([chained('deliver', { timeout: asMilliseconds(60_000) })]);

const endOf = (run: Run, outcome: EndChild['outcome'], attempt = 1): EndChild => ({
  type: 'EndChild',
  node: run.key('child'),
  attempt,
  child: CHILD,
  outcome,
});
const beginning = (run: Run): NoteChild => ({
  type: 'NoteChild',
  node: run.key('child'),
  attempt: 1,
  child: CHILD,
});
const childBegins: Deed = (run) => void run.perform(beginning(run));
const childSucceeds: Deed = (run) =>
  void run.perform(endOf(run, { status: 'Success', outputs: {} }));

it('asks for the child when the turn of its stage has come, and runs until the child ends', () => {
  given(parent)
    .gives({ effects: ['StartChild child'], statuses: { deliver: 'Running' } })
    .when(childBegins, childSucceeds)
    .gives({ statuses: { deliver: 'Success', child: 'Success' } });
});

it('is told of one child once: a second time changes nothing', () => {
  const { run } = given(parent).when(childBegins);
  expect(run.happened()).toEqual(['ChildStarted child']);
  expect(run.perform(beginning(run)).events).toEqual([]);
});

it('learns of its child from its end, when nobody could say before that it had begun', () => {
  const { run } = given(parent).when(childSucceeds);
  const step = run.state.nodes.get(run.key('child'));
  expect(step).toMatchObject({ phase: 'ended', status: 'Success', child: CHILD });
});

it('leads to the child from the stage and from its step, as soon as there is one', () => {
  const { run } = given(parent);
  const links = () => ['deliver', 'child'].map((name) => viewNode(run.state, run.key(name)).child);
  expect(links()).toEqual([null, null]);
  run.perform(beginning(run));
  const link = { executionId: CHILD, orgId: 'org', projectId: 'project', pipelineId: 'child' };
  expect(links()).toEqual([link, link]);
  childSucceeds(run);
  expect(links()).toEqual([link, link]);
});

it('leads nowhere before its turn, nor when it ended without a child', () => {
  const run = Run.start(pipeline([stage('first'), chained('deliver')]));
  expect(viewNode(run.state, run.key('deliver')).child).toBeNull();
  run.succeed('first_step');
  run.abort();
  expect(viewNode(run.state, run.key('deliver')).child).toBeNull();
});

it('publishes what its author calls its outputs, also by a name that approvals have', () => {
  const deliver = chained('deliver');
  const output = { name: 'approvalActivities', value: text('<+pipeline.name>') };
  const steps = deliver.steps.map((entry) =>
    entry.kind === 'step' && entry.step.spec.type === 'Pipeline'
      ? { ...entry, step: { ...entry.step, spec: { ...entry.step.spec, outputs: [output] } } }
      : entry,
  );
  const source = '<+pipeline.stages.deliver.output.approvalActivities>';
  const { run } = given(
    pipeline([{ ...deliver, steps }, stage('show', [script('x', { source })])]),
  ).when(childBegins);
  run.perform(endOf(run, { status: 'Success', outputs: { approvalActivities: 'its own' } }));
  expect(run.scriptOf('x')).toBe('its own');
});

it('refuses the end of a child that nobody waits for', () => {
  const { run } = given(parent).when(childBegins, isAborted);
  expect(run.refusal(endOf(run, { status: 'Success', outputs: {} })).code).toBe('EXECUTION_ENDED');
});

it('stops its child when it is aborted', () => {
  given(parent)
    .when(childBegins, isAborted)
    .gives({ effects: ['StopChild child'], statuses: { deliver: 'Aborted' } });
});

it('stops its child when its time has run out', () => {
  given(parent)
    .when(childBegins, passes(60_000))
    .gives({ effects: ['StopChild child'], statuses: { deliver: 'Expired' } });
});

it('stops its child when somebody marks it as failed', () => {
  given(parent)
    .when(childBegins, (run) => run.markFailed('deliver'))
    .gives({ effects: ['StopChild child'], statuses: { deliver: 'Failed' } });
});

it('what the child ignored is its own affair: to its stage it has ended well', () => {
  const child = Run.start(pipeline([stage('flaky')]));
  expect(childOutcome(child.state, [], child.now)).toBeNull();
  child.take('flaky_step');
  const failure = { message: 'flaky', types: ['Unknown'] } as const;
  child.report('flaky_step', { status: 'IgnoreFailed', failure });
  expect(child.status('release')).toBe('IgnoreFailed');
  expect(childOutcome(child.state, [], child.now)).toEqual({ status: 'Success', outputs: {} });
});

it('a child that did not end well says which it was, how it ended, and why if anything is known of that', () => {
  const failed = Run.start(pipeline([stage('broken')])).failing('broken_step');
  const failure = { status: 'Failed', failure: { types: ['Unknown'] } };
  const outcome = childOutcome(failed.state, [], failed.now);
  expect(outcome).toMatchObject(failure);
  const reasons = [outcome, abortedChild()].map((each) =>
    each !== null && 'failure' in each ? each.failure.message : '',
  );
  expect(reasons[0]).toMatch(/^pipeline \w+ \(execution execution-1\) ended Failed: .+/);
  expect(reasons[1]).toMatch(/^pipeline \w+ \(execution execution-1\) ended Aborted/);
});

function abortedChild() {
  const child = Run.start(pipeline([stage('slow')]));
  child.abort();
  return childOutcome(child.state, [], child.now);
}

it('has begun once, whether its end says so, too, or not', () => {
  const begun = (...deeds: readonly Deed[]) =>
    given(parent)
      .when(...deeds)
      .run.events.filter(({ type }) => type === 'ChildStarted').length;
  const neverBegins: Deed = (run) => {
    const { child: _, ...end } = endOf(run, {
      status: 'Errored',
      failure: { message: 'gone', types: [] },
    });
    run.perform(end);
  };
  expect([begun(childBegins, childSucceeds), begun(childSucceeds), begun(neverBegins)]).toEqual([
    1, 1, 0,
  ]);
});

it('is not heard of by what runs no child, or no longer', () => {
  const run = Run.start(pipeline([chained('deliver'), stage('gate', [approval('ask')])]));
  expect(run.refusal({ ...beginning(run), attempt: 2 }).code).toBe('STEP_NOT_LIVE');
  childSucceeds(run);
  const ofApproval = { ...beginning(run), node: run.key('ask') };
  expect(run.refusal(ofApproval)).toMatchObject({
    code: 'STEP_NOT_LIVE',
    message: 'step ask of stage gate does not wait for another pipeline',
  });
});

it('is not run again when somebody has aborted the child, whatever its strategy says', () => {
  const again = { failureStrategies: [onFailure(retryUpTo(1))] };
  const run = Run.start(pipeline([chained('deliver', again)]));
  run.perform(endOf(run, { status: 'Aborted', failure: { message: 'by ada', types: [] } }));
  expect([run.status('child'), run.status('deliver')]).toEqual(['Aborted', 'Aborted']);
});
