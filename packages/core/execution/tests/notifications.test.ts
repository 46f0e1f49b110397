import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { message, rule, said, started, WEBHOOK } from '../testing/notifying.ts';

describe('notification rules', () => {
  it('tell of every event of a run that goes well, each once and in order', () => {
    const run = started(rule('{ type: AllEvents }'));
    run.succeed('compile');
    run.succeed('push');
    expect(said(run)).toEqual([
      'PipelineStart pipeline',
      'StageStart build',
      'StageSuccess build',
      'StageStart ship',
      'StageSuccess ship',
      'PipelineEnd pipeline',
      'PipelineSuccess pipeline',
    ]);
    expect(new Set(run.told.map(({ id }) => id)).size).toBe(run.told.length);
  });

  it('tell of a failure at its step, its stage and the pipeline, and say why', () => {
    const run = started(
      rule('{ type: StepFailed }, { type: StageFailed }, { type: PipelineFailed }'),
    );
    run.fail('compile');
    expect(said(run)).toEqual([
      'StepFailed compile',
      'StageFailed build',
      'PipelineFailed pipeline',
    ]);
    const failed = message(run.told, 'PipelineFailed');
    expect(failed).toMatchObject({
      kind: 'webhook',
      url: 'https://example.com/hook',
      body: {
        eventData: {
          pipelineIdentifier: 'release',
          eventType: 'PipelineFailed',
          nodeStatus: 'failed',
          startTs: 1_000,
          endTs: 1_000,
          triggeredBy: { name: 'ada' },
          errorMessage: 'step compile: bash exited with code 3',
        },
      },
    });
  });

  it('tell of the stages and steps that they name, and of no others', () => {
    const events =
      '{ type: StageSuccess, forStages: [ship] }, { type: StepFailed, forSteps: [push] }';
    const run = started(rule(events));
    run.succeed('compile');
    run.fail('push');
    expect(said(run)).toEqual(['StepFailed push']);
    const other = started(rule('{ type: StageSuccess, forStages: [AllStages] }'));
    other.succeed('compile');
    expect(said(other)).toEqual(['StageSuccess build']);
  });

  it('tell of no step but those that they name, whatever they ask for, and of stages all the same', () => {
    const run = started(rule('{ type: AllEvents, forSteps: [push] }'));
    run.fail('compile');
    expect(said(run)).toContain('StageFailed build');
    expect(said(run)).not.toContain('StepFailed compile');
  });

  it('tell of every step where they name none', () => {
    const run = started(rule('{ type: StepFailed, forStages: [build] }'));
    run.fail('compile');
    expect(said(run)).toEqual(['StepFailed compile']);
  });

  it('mean by the name of a looped stage or step each time round it', () => {
    const twice = 'strategy: { parallelism: 2 },';
    const step = started(rule('{ type: StepFailed, forSteps: [compile] }'), { step: twice });
    step.fail('compile_0');
    expect(said(step)).toEqual(['StepFailed compile-0']);
    const stages = rule('{ type: StageStart, forStages: [build] }');
    expect(said(started(stages, { stage: twice }))).toEqual([
      'StageStart build-0',
      'StageStart build-1',
    ]);
  });

  it('tell nobody when they are switched off', () => {
    const run = started(rule('{ type: AllEvents }', WEBHOOK, 'enabled: false,'));
    run.succeed('compile');
    expect(run.told).toEqual([]);
  });

  it('tell of each pause, and that it is over', () => {
    const run = started(rule('{ type: PipelinePaused }, { type: PipelineResumed }'));
    run.pause();
    run.resume();
    run.pass(1000);
    run.pause();
    expect(said(run)).toEqual([
      'PipelinePaused pipeline',
      'PipelineResumed pipeline',
      'PipelinePaused pipeline',
    ]);
    expect(new Set(run.told.map(({ id }) => id)).size).toBe(3);
  });

  it('tell of a step that waits for a decision', () => {
    const strategy =
      'failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: ManualIntervention, spec: { timeout: 1h, onTimeout: { action: { type: Abort } } } } } }],';
    const run = started(
      rule('{ type: WaitingForUserAction }, { type: PipelinePaused }, { type: StepFailed }'),
      { step: strategy },
    );
    run.fail('compile');
    expect(said(run)).toEqual(['WaitingForUserAction compile', 'PipelinePaused pipeline']);
  });

  it('say that a pipeline has ended, and not that it has failed, when somebody aborts it', () => {
    const run = started(rule('{ type: PipelineEnd }, { type: PipelineFailed }'));
    run.abort();
    expect(said(run)).toEqual(['PipelineEnd pipeline']);
  });

  it('tell in a retry of what runs in it, and of nothing that is reused', () => {
    const run = started(rule('{ type: AllEvents }'));
    run.succeed('compile');
    run.fail('push');
    const retry = run.retry({ from: ['ship'] });
    retry.succeed('push');
    expect(said(retry)).toEqual([
      'PipelineStart pipeline',
      'StageStart ship',
      'StageSuccess ship',
      'PipelineEnd pipeline',
      'PipelineSuccess pipeline',
    ]);
  });

  it('keep a secret in an address or header as a reference (I10)', () => {
    const method =
      'type: Webhook, spec: { webhookUrl: "https://example.com/<+secrets.getValue(\\"account.hook\\")>", headers: { X-Run: "<+pipeline.sequenceId>" } }';
    const run = started(rule('{ type: PipelineStart }', method));
    expect(message(run.told, 'PipelineStart')).toMatchObject({
      url: ['https://example.com/', { secret: 'account.hook' }],
      headers: [{ name: 'X-Run', value: '7' }],
    });
  });

  it('send no secret by mail, and stop no execution by what has no value', () => {
    const method = 'type: Email, spec: { recipients: ["<+secrets.getValue(\\"account.whom\\")>"] }';
    const run = started(rule('{ type: PipelineSuccess }', method));
    run.succeed('compile');
    run.succeed('push');
    expect(run.status('release')).toBe('Success');
    expect(message(run.told, 'PipelineSuccess')).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('line 6') as unknown,
    });
  });

  it('send mails to addresses that expressions make', () => {
    const method =
      'type: Email, spec: { recipients: ["ada@example.com, bob@example.com", "<+pipeline.identifier>@example.com"] }';
    const run = started(rule('{ type: PipelineStart }', method));
    expect(message(run.told, 'PipelineStart')).toMatchObject({
      kind: 'mail',
      to: ['ada@example.com', 'bob@example.com', 'release@example.com'],
      subject: 'Release #7 has begun',
    });
  });

  it('name the user groups that get a mail, and leave their members to the moment of sending', () => {
    const method = 'type: Email, spec: { userGroups: [ops, account.leads] }';
    const run = started(rule('{ type: PipelineStart }', method));
    expect(message(run.told, 'PipelineStart')).toMatchObject({
      kind: 'mail',
      to: [],
      groups: ['ops', 'account.leads'],
    });
  });
});

describe('rules as they are read', () => {
  const problemsOf = (rules: string) =>
    parsePipeline(`
pipeline:
  identifier: release
  name: Release
  notificationRules:
${rules}
  stages:
    - stage: { identifier: a, name: A, type: Custom, spec: { execution: { steps: [
        { step: { identifier: b, name: B, type: Wait, spec: { duration: 1s } } }] } } }
`).problems.map(({ severity, code, line }) => `${severity} ${code} ${line}`);

  it('warn of methods by which nothing is sent, unless the rule is off', () => {
    const slack = 'type: Slack, spec: { webhookUrl: x, userGroups: [] }';
    expect(problemsOf(rule('{ type: AllEvents }', slack))).toEqual(['warning not-notified 6']);
    expect(problemsOf(rule('{ type: AllEvents }', slack, 'enabled: false,'))).toEqual([]);
  });

  it('refuse what is no event, no method, and a second rule of one name', () => {
    const twice = `${rule('{ type: AllEvents }')}\n${rule('{ type: AllEvents }')}`;
    expect(problemsOf(twice)).toEqual(['error duplicate-name 7']);
    expect(problemsOf(rule('{ type: Sometimes }'))).toEqual(['error bad-value 6']);
    expect(problemsOf(rule('{ type: AllEvents }', 'type: Pigeon'))).toEqual(['error bad-value 6']);
  });
});
