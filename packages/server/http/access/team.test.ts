import { createClient } from '@reprise/api/client';
import { asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../../testing/scripted-delegate.ts';
import { BASE, denied, granted } from '../testing/api-bench.ts';
import { APPROVAL, SHIPPING } from '../testing/pipelines.ts';
import { type Member, openTeamBench, PASSWORD, type TeamBench } from '../testing/team-bench.ts';

const ACCOUNT = { accountId: 'default' };
const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
const V1 = { org: 'default', project: 'default_project' };
let bench: TeamBench;
beforeEach(async () => {
  bench = await openTeamBench();
});
afterEach(() => bench.close());

const json = (body: object, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  body: JSON.stringify(body),
  headers,
});
const cookieOf = (answer: Response): string =>
  answer.headers.get('set-cookie')?.split(';')[0] ?? '';
const ORIGIN = { origin: BASE };

/** The first administrator, made by the link; answers with the cookie. */
async function firstLogin(): Promise<string> {
  const secret = await bench.invitation();
  const body = { secret, password: PASSWORD, email: 'Root@example.com' };
  const answer = await bench.send('POST', '/api/v1/invitations/accept', json(body));
  expect(answer.status).toBe(200);
  return cookieOf(answer);
}
const login = (password: string, email = 'root@example.com') =>
  bench.send('POST', '/api/v1/login', json({ email, password }));

describe('the first start', () => {
  it('makes an administrator by a link that works once', async () => {
    const secret = await bench.invitation();
    const body = { secret, password: PASSWORD, email: 'root@example.com' };
    const [one, other] = await Promise.all([
      bench.send('POST', '/api/v1/invitations/accept', json(body)),
      bench.send('POST', '/api/v1/invitations/accept', json(body)),
    ]);
    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([200, 401]);
    await expect(bench.invitation()).rejects.toThrow('there are users already');
  });

  it('takes no short password, and no link that has run out', async () => {
    const secret = await bench.invitation();
    const given = { secret, email: 'root@example.com' };
    const short = json({ ...given, password: 'short' });
    expect((await bench.send('POST', '/api/v1/invitations/accept', short)).status).toBe(400);
    await bench.pass(asMilliseconds(8 * 24 * 60 * 60 * 1000));
    const late = json({ ...given, password: PASSWORD });
    expect((await bench.send('POST', '/api/v1/invitations/accept', late)).status).toBe(401);
  });
});

describe('a session', () => {
  it('is out of reach for scripts and other sites, and ends with a logout', async () => {
    const answer = await bench.send(
      'POST',
      '/api/v1/invitations/accept',
      json({ secret: await bench.invitation(), password: PASSWORD, email: 'root@example.com' }),
    );
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(answer);
    const me = () => bench.send('GET', '/ng/api/user/currentUser', { headers: { cookie } });
    expect((await me()).status).toBe(200);
    await bench.send('POST', '/api/v1/logout', { headers: { cookie, ...ORIGIN } });
    expect((await me()).status).toBe(401);
  });

  it('begins anew with each login, so that none is handed to anybody (18)', async () => {
    const before = await firstLogin();
    const answer = await login(PASSWORD);
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).not.toBe(before);
    const planted = 'reprise_session=planted-by-somebody-else-1234';
    const body = json({ email: 'root@example.com', password: PASSWORD }, { cookie: planted });
    expect(cookieOf(await bench.send('POST', '/api/v1/login', body))).not.toBe(planted);
    const headers = { cookie: planted };
    expect((await bench.send('GET', '/ng/api/user/currentUser', { headers })).status).toBe(401);
  });

  it('runs out', async () => {
    const cookie = await firstLogin();
    await bench.pass(asMilliseconds(13 * 60 * 60 * 1000));
    const answer = await bench.send('GET', '/ng/api/user/currentUser', { headers: { cookie } });
    expect(answer.status).toBe(401);
  });

  it('changes nothing for a page of another site, or of nobody knows which (17)', async () => {
    const cookie = await firstLogin();
    const attempt = (headers: Readonly<Record<string, string>>) =>
      bench.send(
        'POST',
        '/ng/api/organizations',
        json({ organization: { identifier: 'x' } }, { cookie, ...headers }),
      );
    expect((await attempt({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await attempt({})).status).toBe(403);
    expect((await attempt({ origin: 'null' })).status).toBe(403);
    expect((await attempt(ORIGIN)).status).toBe(200);
  });

  it('is not had by guessing: the answer tells nothing, and after ten there is a pause', async () => {
    await firstLogin();
    const messageOf = async (answer: Response) =>
      [answer.status, /"message":"[^"]*"/.exec(await answer.text())?.[0]] as const;
    const wrong = await messageOf(await login('wrong password 1'));
    expect(wrong[0]).toBe(401);
    expect(await messageOf(await login('wrong password 1', 'nobody@example.com'))).toEqual(wrong);
    for (let attempt = 2; attempt <= 10; attempt += 1) await login(`wrong password ${attempt}`);
    expect((await login(PASSWORD)).status).toBe(429);
    await bench.pass(asMilliseconds(16 * 60 * 1000));
    expect((await login(PASSWORD)).status).toBe(200);
  });

  it('stores neither passwords nor secrets', async () => {
    const cookie = await firstLogin();
    const { access } = bench.store;
    const kept = JSON.stringify([
      await access.list('user', ACCOUNT),
      await access.list('session', ACCOUNT),
    ]);
    expect(kept).toContain('$argon2id$');
    expect(kept).not.toContain(PASSWORD);
    expect(kept).not.toContain(cookie.split('=')[1]);
  });
});

describe('a token', () => {
  const key = { identifier: 'ci', apiKeyType: 'USER' as const };
  const tokenOf = async ({ client }: Member, validTo: number | null = null): Promise<string> => {
    granted(await client.createApiKey({ body: key }));
    const body = { identifier: 'night', apiKeyIdentifier: 'ci', validTo };
    return granted(await client.createToken({ body })).data;
  };
  const with_ = (token: string) =>
    bench.send('GET', '/ng/api/user/currentUser', {
      headers: { authorization: `Bearer ${token}` },
    });

  it('has Harness’s form, and is good until it is revoked', async () => {
    const ann = await bench.member('ann');
    const token = await tokenOf(ann);
    expect(token).toMatch(/^pat\.default\.[\w-]+\.[\w-]{43}$/);
    expect(await (await with_(token)).json()).toMatchObject({ data: { uuid: 'ann' } });
    const path = { token: 'night' };
    granted(await ann.client.deleteToken({ path, query: { apiKeyIdentifier: 'ci' } }));
    expect((await with_(token)).status).toBe(401);
  });

  it('is another one after a rotation, and runs out when it says so', async () => {
    const ann = await bench.member('ann');
    const token = await tokenOf(ann, bench.clock.now() + 1_000);
    const path = { token: 'night' };
    const rotated = granted(
      await ann.client.rotateToken({ path, query: { apiKeyIdentifier: 'ci' } }),
    );
    expect((await with_(token)).status).toBe(401);
    expect((await with_(rotated.data)).status).toBe(200);
    await bench.pass(asMilliseconds(1_000));
    expect((await with_(rotated.data)).status).toBe(401);
  });

  it('is nobody’s who is gone, and made for nobody else', async () => {
    const admin = await bench.member('admin', '_account_admin', ACCOUNT);
    const ann = await bench.member('ann');
    const token = await tokenOf(ann);
    const ofAnn = { ...key, parentIdentifier: 'ann' };
    expect(denied(await admin.client.createApiKey({ body: ofAnn }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    granted(await admin.client.deleteUser({ path: { user: 'ann' } }));
    expect((await with_(token)).status).toBe(401);
    expect((await with_(ann.token)).status).toBe(401);
  });

  it('of a service account does what that may, and only whoever may as much makes one', async () => {
    const admin = await bench.member('admin', '_account_admin', ACCOUNT);
    const project = await bench.member('head', '_project_admin');
    granted(await admin.client.createServiceAccount({ body: { identifier: 'robot' } }));
    const principal = { identifier: 'account.robot', type: 'SERVICE_ACCOUNT' as const };
    const role = {
      roleIdentifier: '_pipeline_executor',
      resourceGroupIdentifier: '_all_project_level_resources',
      principal,
    };
    granted(await admin.client.createRoleAssignment({ query: PROJECT, body: role }));
    const owner = { apiKeyType: 'SERVICE_ACCOUNT' as const, parentIdentifier: 'robot' };
    granted(await admin.client.createApiKey({ body: { identifier: 'k', ...owner } }));
    const body = { identifier: 't', apiKeyIdentifier: 'k', ...owner };
    const token = granted(await admin.client.createToken({ body })).data;
    expect(token).toMatch(/^sat\./);
    const client = createClient({
      fetch: bench.fetch,
      baseUrl: BASE,
      headers: { 'x-api-key': token },
    });
    granted(await client.listExecutions({ query: PROJECT, body: {} }));
    expect(denied(await client.createPipeline({ query: PROJECT, body: SHIPPING })).code).toBe(
      'FORBIDDEN',
    );
    expect(denied(await project.client.createToken({ body })).code).toBe('FORBIDDEN');
  });
});

describe('rights', () => {
  it('are given by nobody who does not have them', async () => {
    const head = await bench.member('head', '_project_admin');
    await bench.member('ann');
    const principal = { identifier: 'ann', type: 'USER' as const };
    const give = (roleIdentifier: string, resourceGroupIdentifier: string, query: object) =>
      head.client.createRoleAssignment({
        query,
        body: { roleIdentifier, resourceGroupIdentifier, principal },
      });
    granted(await give('_project_viewer', '_all_project_level_resources', PROJECT));
    expect(denied(await give('_account_admin', '_all_account_level_resources', {})).code).toBe(
      'FORBIDDEN',
    );
    const role = { identifier: 'more', permissions: ['core_account_edit'] };
    granted(await head.client.createRole({ query: PROJECT, body: role }));
    expect(denied(await give('more', '_all_project_level_resources', PROJECT)).code).toBe(
      'FORBIDDEN',
    );
    const harmless = { identifier: 'grows', permissions: ['core_pipeline_view'] };
    granted(await head.client.createRole({ query: PROJECT, body: harmless }));
    granted(await give('grows', '_all_project_level_resources', PROJECT));
    const grown = { ...harmless, permissions: ['core_account_edit'] };
    const path = { role: 'grows' };
    expect(denied(await head.client.updateRole({ path, query: PROJECT, body: grown })).code).toBe(
      'FORBIDDEN',
    );
  });

  it('to retry may be given alone: such a one retries, and runs nothing else', async () => {
    const { admin, execution } = await failedExecution();
    const ann = await bench.member('ann');
    const permissions = ['core_pipeline_view', 'core_pipeline_retry'];
    granted(
      await admin.client.createRole({
        query: PROJECT,
        body: { identifier: 'retrier', permissions },
      }),
    );
    const principal = { identifier: 'ann', type: 'USER' as const };
    const body = {
      roleIdentifier: 'retrier',
      resourceGroupIdentifier: '_all_project_level_resources',
      principal,
    };
    granted(await admin.client.createRoleAssignment({ query: PROJECT, body }));
    expect(
      denied(
        await ann.client.executePipeline({
          path: { pipeline: 'shipping' },
          query: PROJECT,
          body: '',
        }),
      ).code,
    ).toBe('FORBIDDEN');
    granted(await retry(ann, execution));
  });
});

/** An execution of `shipping`, run by an administrator, that failed at its end. */
async function failedExecution() {
  const admin = await bench.member('admin', '_account_admin', ACCOUNT);
  granted(await admin.client.createPipeline({ query: PROJECT, body: SHIPPING }));
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
  const path = { pipeline: 'shipping' };
  const begun = await admin.client.executePipeline({ path, query: PROJECT, body: '' });
  await bench.settle();
  return { admin, execution: granted(begun).data.planExecutionId };
}

const retry = ({ client }: Member, planExecutionId: string) =>
  client.retryExecution({
    path: { pipeline: 'shipping' },
    query: {
      ...PROJECT,
      planExecutionId,
      retryStages: ['ship'],
      notesForPipelineExecution: 'again',
    },
    body: '',
  });

describe('an act is checked at its moment, with the rights of who acts', () => {
  it('a role that was taken away retries, reruns and aborts nothing (1)', async () => {
    const { admin, execution } = await failedExecution();
    const ann = await bench.member('ann', '_pipeline_executor');
    const path = { roleAssignment: 'ann_pipeline_executor' };
    granted(await admin.client.deleteRoleAssignment({ path, query: PROJECT }));
    const rerun = { originalExecution: execution, execution, pipeline: 'shipping' };
    expect(denied(await retry(ann, execution)).code).toBe('FORBIDDEN');
    expect(
      denied(await ann.client.rerunExecution({ path: rerun, query: PROJECT, body: '' })).code,
    ).toBe('FORBIDDEN');
    const interrupt = { path: { execution }, query: { ...PROJECT, interruptType: 'AbortAll' } };
    expect(denied(await ann.client.interruptExecution(interrupt)).code).toBe('FORBIDDEN');
  });

  it('whoever retries gains nothing that the first actor had (2)', async () => {
    const { execution } = await failedExecution();
    const viewer = await bench.member('eve', '_project_viewer');
    expect(denied(await retry(viewer, execution)).code).toBe('FORBIDDEN');
    const ann = await bench.member('ann', '_pipeline_executor');
    const again = granted(await retry(ann, execution)).data.planExecutionId;
    await bench.settle();
    const row = (
      await bench.store.executions.list(
        {
          scope: { accountId: 'default', orgId: 'default', projectId: 'default_project' },
          newestOnly: true,
        },
        0,
        1,
      )
    ).items[0];
    expect([row?.executionId, row?.triggeredBy.id]).toEqual([again, 'ann']);
  });

  it('another project’s execution is not there, whatever the request says of where it is (5)', async () => {
    const { execution } = await failedExecution();
    const foreign = await bench.member('mallory', '_pipeline_executor', {
      accountId: 'default',
      orgId: 'default',
      projectId: 'another',
    });
    const named = await foreign.client.listActs({
      path: { execution },
      query: { ...PROJECT, projectIdentifier: 'another' },
    });
    expect(denied(named).code).toBe('EXECUTION_NOT_FOUND');
    expect(denied(await foreign.client.listActs({ path: { execution } })).code).toBe('FORBIDDEN');
  });

  it('an approval wants a member of its groups, and never the one who began the chain (7)', async () => {
    const { admin } = await failedExecution();
    const gated = APPROVAL.replaceAll('_project_all_users', 'releasers');
    granted(await admin.client.createPipeline({ query: PROJECT, body: gated }));
    const ann = await bench.member('ann', '_pipeline_executor');
    const bea = await bench.member('bea', '_pipeline_executor');
    granted(
      await admin.client.createUserGroup({
        query: PROJECT,
        body: { identifier: 'releasers', users: ['bea'] },
      }),
    );
    const begun = await ann.client.executePipeline({
      path: { pipeline: 'gated' },
      query: PROJECT,
      body: '',
    });
    await bench.settle();
    const path = { ...V1, execution: granted(begun).data.planExecutionId };
    const approve = ({ client }: Member) =>
      client.actOnExecutionApproval({ path, body: { action: 'APPROVE' } });
    expect(denied(await approve(ann)).code).toBe('APPROVER_NOT_ALLOWED');
    granted(await approve(bea));
  });
});

describe('what was done to an execution', () => {
  it('is kept and shown: who, when, from where, why, and what came of it (21)', async () => {
    const { admin, execution } = await failedExecution();
    const retried = granted(await retry(admin, execution)).data.planExecutionId;
    const { acts } = granted(await admin.client.listActs({ path: { execution } }));
    expect(
      acts.map(({ action, reason, by, change }) => ({ action, reason, by: by.id, change })),
    ).toEqual([
      { action: 'retry', reason: 'again', by: 'admin', change: { planExecutionId: retried } },
      { action: 'run', reason: null, by: 'admin', change: {} },
    ]);
    const audit = granted(await admin.client.listAudit({ body: {} }));
    expect(audit.data.content.map(({ action }) => action)).toEqual(['retry', 'run', 'create']);
  });
});
