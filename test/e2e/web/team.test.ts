import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { PROJECT_PATH, useSite } from './support/site.ts';

const site = useSite({ options: ['--team'] });
const PASSWORD = 'correct horse battery';
const PROJECT = 'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';
const OWNER = 'owner@example.com';

/** A call as `cookie`'s owner makes it from our own pages. */
async function call<Answer>(cookie: string, path: string, body: unknown): Promise<Answer> {
  const isYaml = typeof body === 'string';
  const answer = await fetch(`${site.server.url}${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: site.server.url,
      'content-type': isYaml ? 'application/yaml' : 'application/json',
    },
    body: isYaml ? body : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const parsed: Answer = JSON.parse(await answer.text());
  return parsed;
}

async function accepted(secret: string, email: string): Promise<string> {
  const answer = await fetch(`${site.server.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret, email, password: PASSWORD }),
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const invited = (): string => /#invitation=([\w-]+)/.exec(site.server.output())?.[1] ?? '';
const fill = async (page: Page, email: string, password: string): Promise<void> => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /log in$/i }).click();
};
const login = async (email: string, path: string): Promise<Page> => {
  const page = await site.browser.open(site.page(path));
  await fill(page, email, PASSWORD);
  await page.waitForURL((url) => url.pathname.startsWith(PROJECT_PATH));
  return page;
};

describe('a server with users', () => {
  test('lets the first administrator choose a password by the link that it printed', async () => {
    const page = await site.browser.open(`${site.server.url}/login#invitation=${invited()}`);
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await fill(page, OWNER, PASSWORD);
    await page.getByRole('heading', { name: 'Executions' }).waitFor();
    await page.getByRole('button', { name: `You are ${OWNER}` }).waitFor();
  });

  test('leads a stranger to the login, and back to where they were', async () => {
    const there = `${PROJECT_PATH}/pipelines?text=shop`;
    const page = await site.browser.open(`${site.server.url}${there}`);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await expect.poll(() => page.getByRole('navigation').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await fill(page, OWNER, 'a wrong password');
    await page.getByText('E-mail and password do not belong together.').waitFor();
    await fill(page, OWNER, PASSWORD);
    await page.waitForURL(`${site.server.url}${there}`);
    await page.getByRole('heading', { name: 'Pipelines' }).waitFor();
  });

  test('ends the session with “Log out”, and shows nothing any more', async () => {
    const page = await login(OWNER, 'executions');
    await page.getByRole('button', { name: `You are ${OWNER}` }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto(site.page('executions'));
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});

describe('the tokens of somebody', () => {
  const asks = (token: string): Promise<Response> =>
    fetch(`${site.server.url}/ng/api/apikey?accountIdentifier=default`, {
      headers: { 'x-api-key': token },
    });

  test('are made, shown once, used, and revoked', async () => {
    const page = await login(OWNER, 'executions');
    await page.getByRole('button', { name: `You are ${OWNER}` }).click();
    await page.getByRole('menuitem', { name: 'My tokens' }).click();
    await page.getByText('You have no tokens').waitFor();
    await page.getByLabel('What it is for').fill('CI of the shop');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const shown = page.getByRole('status', { name: 'The new token' }).locator('code');
    const token = (await shown.textContent()) ?? '';
    expect(token).toMatch(/^pat\./);
    expect((await asks(token)).status).toBe(200);
    expect(await axeFindings(page)).toEqual([]);

    await page.reload();
    const tokens = page.getByRole('list', { name: 'Tokens' });
    await tokens.getByText('CI of the shop').waitFor();
    await tokens.getByText('last used').waitFor();
    expect(await page.content()).not.toContain(token);
    await tokens.getByRole('button', { name: 'Revoke CI of the shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click();
    await page.getByText('You have no tokens').waitFor();
    expect((await asks(token)).status).toBe(401);
  });
});

describe('somebody who may only look', () => {
  const viewer = 'viewer@example.com';
  let execution: string;
  beforeAll(async () => {
    const login = await fetch(`${site.server.url}/api/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: OWNER, password: PASSWORD }),
    });
    const owner = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const yaml = oneStepEach('shop', { build: 'echo built', ship: 'exit 3' });
    await call(owner, `/pipeline/api/pipelines/v2?${PROJECT}`, yaml);
    const run = `/pipeline/api/pipeline/execute/shop?${PROJECT}`;
    const begun = await call<{ data: { planExecution: { uuid: string } } }>(owner, run, '');
    execution = begun.data.planExecution.uuid;
    const users = '/ng/api/user/users?accountIdentifier=default';
    const { data } = await call<{ data: { inviteSecrets: Record<string, string> } }>(owner, users, {
      emails: [viewer],
    });
    const theirs = await accepted(data.inviteSecrets[viewer] ?? '', viewer);
    const me = await fetch(`${site.server.url}/api/v1/session`, { headers: { cookie: theirs } });
    const session: { readonly user: { readonly id: string } } = JSON.parse(await me.text());
    await call(owner, `/authz/api/roleassignments?${PROJECT}`, {
      roleIdentifier: '_project_viewer',
      resourceGroupIdentifier: '_all_project_level_resources',
      principal: { identifier: session.user.id, type: 'USER' },
    });
  });

  test('sees what failed, and why they cannot go on', async () => {
    const page = await login(viewer, `executions/${execution}`);
    const retry = page.getByRole('link', { name: 'Retry from here', disabled: true });
    await retry.waitFor();
    expect(await retry.getAttribute('title')).toContain('core_pipeline_retry');
    const rerun = page.getByRole('link', { name: 'Re-run', exact: true, disabled: true });
    expect(await rerun.getAttribute('title')).toContain('core_pipeline_execute');
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(site.page(`executions/${execution}/retry`));
    const button = page.getByRole('button', { name: 'Retry', exact: true, disabled: true });
    await expect.poll(() => button.getAttribute('title')).toContain('core_pipeline_retry');
  });

  test('finds the pipelines, with nothing to press that would be refused', async () => {
    const page = await login(viewer, 'pipelines');
    await page.getByRole('link', { name: 'Run shop', disabled: true }).waitFor();
    await page.getByRole('link', { name: 'New pipeline', disabled: true }).waitFor();
  });
});
