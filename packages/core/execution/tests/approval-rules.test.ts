import { instantOfLocalTime } from '@reprise/core';
import { nextWake, type Principal } from '@reprise/core/execution';
import type { HarnessApprovalSpec } from '@reprise/core/step-types';
import { describe, expect, it } from 'vitest';
import { approval, pipeline, stage, text, wait } from '../testing/pipelines.ts';
import { bob, Run, START } from '../testing/run.ts';

const asking = (spec: Partial<HarnessApprovalSpec>, minimumCount = 1) =>
  Run.start(pipeline([stage('gate', [approval('ask', { spec, minimumCount })]), stage('deploy')]));

const acting = (run: Run, more: object = {}, by: Principal = bob) =>
  ({ ...run.approvalOf('ask', 'APPROVE', by), ...more }) as const;

describe('who may decide', () => {
  it('is not one whose address is excluded, in any case, whether to approve or to reject', () => {
    const run = asking({ disallowedUserEmails: ['Bob@Example.com'] });
    const by = { ...bob, email: 'bob@example.COM' };
    for (const action of ['APPROVE', 'REJECT']) {
      expect(run.refusal(acting(run, { action }, by)).code).toBe('APPROVER_NOT_ALLOWED');
    }
    run.perform(acting(run, {}, { ...bob, email: 'other@example.com' }));
    expect(run.status('ask')).toBe('Success');
  });

  it('is none of several that are excluded', () => {
    const run = asking({ disallowedUserEmails: ['eve@example.com', 'bob@example.com'] });
    const by = { ...bob, email: 'bob@example.com' };
    expect(run.refusal(acting(run, {}, by)).code).toBe('APPROVER_NOT_ALLOWED');
  });

  it('is a member of one of the groups', () => {
    const run = asking({ userGroups: ['release_managers', 'org.leads'] });
    expect(run.refusal(acting(run, { groups: ['testers'] })).message).toContain(
      'bob belongs to none of the user groups that decide step ask of stage gate: release_managers, org.leads',
    );
    run.perform(acting(run, { groups: ['testers', 'org.leads'] }));
    expect(run.status('ask')).toBe('Success');
  });

  it.each(['account._account_all_users', 'org._organization_all_users', '_project_all_users'])(
    'is everybody, when the group is %s',
    (group) => {
      const run = asking({ userGroups: ['release_managers', group] });
      run.perform(acting(run, { groups: [] }));
      expect(run.status('ask')).toBe('Success');
    },
  );

  it('is everybody in every group, as long as nobody says who is in which', () => {
    const run = asking({ userGroups: ['release_managers'] });
    run.perform(acting(run));
    expect(run.status('ask')).toBe('Success');
  });
});

describe('the inputs of an approver', () => {
  const inputs: HarnessApprovalSpec['inputs'] = [
    { name: 'ticket', defaultValue: text(''), required: true },
    {
      name: 'region',
      defaultValue: text('eu'),
      validator: { kind: 'one-of', values: ['eu', 'us'] },
    },
    {
      name: 'checks',
      defaultValue: text(''),
      validator: { kind: 'many-of', values: ['a', 'b', 'c'] },
    },
    { name: 'version', defaultValue: text(''), validator: { kind: 'pattern', pattern: '[0-9.]+' } },
  ];
  const refusedFor = (given: Record<string, string>) => {
    const run = asking({ inputs });
    return run.refusal(acting(run, { inputs: given }));
  };

  it('must be given when they are required', () => {
    expect(refusedFor({})).toMatchObject({
      code: 'APPROVAL_INPUT_MISSING',
      message: 'step ask of stage gate: the approver input ticket is required',
    });
    expect(refusedFor({ ticket: '' }).code).toBe('APPROVAL_INPUT_MISSING');
  });

  it('must be one, or some, of the values that are allowed', () => {
    expect(refusedFor({ ticket: 'T', region: 'mars' })).toMatchObject({
      code: 'APPROVAL_INPUT_INVALID',
      message: expect.stringContaining('it must be one of eu, us'),
    });
    expect(refusedFor({ ticket: 'T', checks: 'a,d' }).message).toContain('some of a, b, c');
    expect(refusedFor({ ticket: 'T', version: 'v1' }).message).toContain('match the pattern');
    const run = asking({ inputs });
    run.perform(acting(run, { inputs: { ticket: 'T', region: 'us', checks: 'a, c' } }));
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      outputs: { approverInputs: { ticket: 'T', region: 'us', checks: 'a, c', version: '' } },
    });
  });

  it('that an earlier approver gave need not be given again', () => {
    const run = asking({ inputs }, 2);
    run.perform(acting(run, { inputs: { ticket: 'T-1' } }, { kind: 'local', name: 'eve' }));
    run.perform(acting(run));
    expect(run.status('ask')).toBe('Success');
  });

  it('are told to whom gives one that there is not', () => {
    const run = asking({});
    expect(run.refusal(acting(run, { inputs: { ticket: 'T' } })).message).toBe(
      'step ask of stage gate: no approver input is called ticket; it has none',
    );
    const with2 = asking({ inputs });
    expect(with2.refusal(acting(with2, { inputs: { tiket: 'T' } })).message).toContain(
      'it has ticket, region',
    );
  });

  it('are not looked at when somebody rejects', () => {
    const run = asking({ inputs });
    run.perform(acting(run, { action: 'REJECT', inputs: { nobody: 'x' } }));
    expect(run.status('ask')).toBe('ApprovalRejected');
  });
});

describe('an approval with a schedule', () => {
  // The tests' clock begins at 00:16:40 UTC on 1 January 1970.
  const autoApproval = (time: string) => ({
    time: text(time),
    timeZone: text('UTC'),
    comments: text('nobody objected'),
  });
  const due = instantOfLocalTime('1970-01-01 01:00 AM', 'UTC');

  it('approves itself in time, however many should have', () => {
    const run = asking({ autoApproval: autoApproval('1970-01-01 01:00 AM') }, 3);
    expect(nextWake(run.state)).toBe(due);
    run.pass((due ?? 0) - START - 1);
    expect(run.status('ask')).toBe('ApprovalWaiting');
    run.pass(1);
    expect(run.status('ask')).toBe('Success');
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      approvals: [
        {
          by: { kind: 'system', name: 'automatic approval' },
          action: 'APPROVE',
          comments: 'nobody objected',
        },
      ],
    });
    expect(run.effects).toContainEqual(
      expect.objectContaining({ type: 'CloseApproval', status: 'APPROVED' }),
    );
  });

  it('gives people fifteen minutes at least', () => {
    const late = (minutes: number) => {
      const run = Run.start(
        pipeline([
          stage('gate', [
            wait('first', minutes * 60_000 - (START % 60_000)),
            approval('ask', { spec: { autoApproval: autoApproval('1970-01-01 01:00 AM') } }),
          ]),
        ]),
      );
      run.passToWake();
      return run.status('ask');
    };
    expect([late(29), late(30)]).toEqual(['ApprovalWaiting', 'Failed']);
  });

  it('can be rejected before', () => {
    const run = asking({ autoApproval: autoApproval('1970-01-01 01:00 AM') });
    run.perform(acting(run, { action: 'REJECT' }));
    expect(run.status('ask')).toBe('ApprovalRejected');
  });

  it.each(['1970-01-01 12:10 AM', '1970-01-01 12:31 AM'])(
    'that is due at %s fails at once: nobody would have the time to object',
    (time) => {
      const run = asking({ autoApproval: autoApproval(time) });
      expect(run.status('ask')).toBe('Failed');
      expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
        failure: { message: expect.stringContaining('less than 15 minutes') },
      });
    },
  );
});
