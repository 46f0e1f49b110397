import { describe, expect, it } from 'vitest';
import { message, rule, started } from '../testing/notifying.ts';
import type { Run } from '../testing/run.ts';

const ASKS =
  'failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: ManualIntervention, spec: { timeout: 1h, onTimeout: { action: { type: Abort } } } } } }],';
const REPRISE = 'https://reprise.example.com';
const PAGE = `${REPRISE}/ng/account/default/all/orgs/default/projects/default_project/pipelines/release`;

const mailTo = (...recipients: readonly string[]) =>
  `type: Email, spec: { recipients: ${JSON.stringify(recipients)} }`;

describe('the body of a webhook', () => {
  it('says of what has begun where it is and when, and of no end', () => {
    const run = started(rule('{ type: AllEvents }'));
    expect(message(run.told, 'StageStart')).toMatchObject({
      body: {
        eventData: {
          stageIdentifier: 'build',
          stepIdentifier: null,
          nodeStatus: 'started',
          startTime: '1970-01-01T00:16:40.000Z',
          startTs: 1_000,
          endTime: null,
          endTs: null,
          errorMessage: null,
        },
      },
    });
    expect(message(run.told, 'PipelineStart')).toMatchObject({
      body: { eventData: { stageIdentifier: null, stepIdentifier: null } },
    });
  });

  it('says of what has ended when it had begun, and its step if it is one', () => {
    const run = started(rule('{ type: AllEvents }'));
    run.pass(5_000);
    run.succeed('compile');
    run.pass(5_000);
    run.fail('push');
    expect(message(run.told, 'StageSuccess')).toMatchObject({
      body: {
        eventData: { startTs: 1_000, endTs: 1_005, endTime: '1970-01-01T00:16:45.000Z' },
      },
    });
    expect(message(run.told, 'StepFailed')).toMatchObject({
      body: {
        eventData: {
          stageIdentifier: 'ship',
          stepIdentifier: 'push',
          startTs: 1_005,
          endTs: 1_010,
          errorMessage: 'bash exited with code 3',
        },
      },
    });
  });

  it('says at the end of a pipeline what went wrong, if anything did', () => {
    const failed = started(rule('{ type: PipelineEnd }'));
    failed.fail('compile');
    expect(message(failed.told, 'PipelineEnd')).toMatchObject({
      body: { eventData: { errorMessage: 'step compile: bash exited with code 3' } },
    });
    const well = started(rule('{ type: PipelineEnd }'));
    well.succeed('compile');
    well.succeed('push');
    expect(message(well.told, 'PipelineEnd')).toMatchObject({
      body: { eventData: { errorMessage: null } },
    });
  });

  it('calls a pipeline a success although a failure in it was ignored, and says no error', () => {
    const ignores =
      'failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: Ignore } } }],';
    const run = started(rule('{ type: AllEvents }'), { step: ignores });
    run.fail('compile');
    run.succeed('push');
    expect(message(run.told, 'PipelineSuccess')).toMatchObject({
      body: { eventData: { nodeStatus: 'completed', errorMessage: null } },
    });
  });

  it('says what people are asked about: the failure of the last attempt', () => {
    const run = started(rule('{ type: AllEvents }'), { step: ASKS });
    run.fail('compile');
    expect(message(run.told, 'WaitingForUserAction')).toMatchObject({
      body: {
        eventData: {
          stepIdentifier: 'compile',
          nodeStatus: 'waiting',
          endTs: null,
          errorMessage: 'bash exited with code 3',
        },
      },
    });
  });
});

describe('a mail', () => {
  const surroundings = { publicUrl: REPRISE };
  const bodyOf = (run: Run, event: string) => {
    const sent = message(run.told, event);
    return sent?.kind === 'mail' ? sent.body : null;
  };

  it('says what has begun, by whom and where', () => {
    const run = started(rule('{ type: PipelineStart }', mailTo('ada@example.com')));
    expect(bodyOf(run, 'PipelineStart')).toBe(
      [
        'Release, run 7 has begun.',
        '',
        'Started by ada.',
        'Execution execution-1 in default/default/default_project.',
      ].join('\n'),
    );
  });

  it('says what went wrong, and links the page of the execution when the server knows its address', () => {
    const rules = rule('{ type: StepFailed }', mailTo('ada@example.com'));
    const run = started(rules, { surroundings });
    run.fail('compile');
    expect(message(run.told, 'StepFailed')).toMatchObject({
      subject: 'Release #7, step compile has failed',
    });
    expect(bodyOf(run, 'StepFailed')).toBe(
      [
        'Release, run 7, step compile has failed.',
        '',
        'bash exited with code 3',
        '',
        'Started by ada.',
        'Execution execution-1 in default/default/default_project.',
        `${PAGE}/deployments/execution-1/pipeline`,
      ].join('\n'),
    );
  });
});

describe('whom a mail goes to', () => {
  const startedMail = (method: string) => {
    const run = started(rule('{ type: PipelineStart }', method));
    return message(run.told, 'PipelineStart');
  };
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => `a${index}@example.com`).join(' ');

  it('is somebody: without an address and without a group it is not sent', () => {
    expect(startedMail(mailTo(','))).toEqual({
      kind: 'unsendable',
      reason: 'line 6, column 124: nobody would get the mail',
    });
    const withGroup = 'type: Email, spec: { recipients: [], userGroups: [ops] }';
    expect(startedMail(withGroup)).toMatchObject({ kind: 'mail', to: [], groups: ['ops'] });
  });

  it('is a hundred at most', () => {
    const most = startedMail(mailTo(addresses(100)));
    expect(most?.kind === 'mail' && most.to.length).toBe(100);
    expect(startedMail(mailTo(addresses(60), addresses(41)))).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('a mail goes to at most 100 addresses') as unknown,
    });
  });

  it('is nobody at all when one of them is no address', () => {
    expect(startedMail(mailTo('ada@example.com', '<+pipeline.name>'))).toMatchObject({
      kind: 'unsendable',
      reason: expect.stringContaining('"Release" is no address of a mail') as unknown,
    });
  });
});
