import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { shellPipeline } from '../../../packages/server/testing/shell-pipelines.ts';
import { ended, execute, retry, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

async function run(yaml: string, id: string): Promise<string> {
  await storePipeline(site.server.url, yaml);
  return execute(site.server.url, id);
}

const file = (name: string): string => join(site.folder, name);
const until = (name: string): string => `until test -f '${file(name)}'; do sleep 0.05; done`;
const opened = (execution: string, search = '') =>
  site.browser.open(site.page(`executions/${execution}${search}`));
const detailsOf = (stage: string): string => `?node=pipeline.stages.${stage}`;
const treeItem = (page: Page, name: RegExp) => page.getByRole('treeitem', { name }).first();
const head = (page: Page) => page.locator('main header').first();
const shown = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const isExecution = (url: URL): boolean => /\/executions\/[\w-]+$/.test(url.pathname);

/** Goes on with the tabulator until it stands there; gives up when the page must have been gone round. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    if ((await wanted.and(page.locator(':focus')).count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the tabulator does not lead there');
}

/** `build`, then `deploy` that fails until it is mended and then waits to be let go. */
async function failed(id: string): Promise<string> {
  const deploy = `echo deploying; test -f '${file(`${id}-mended`)}' || exit 3; ${until(`${id}-go`)}; echo deployed`;
  const execution = await run(oneStepEach(id, { build: 'echo built', deploy }), id);
  expect(await ended(site.server.url, execution)).toBe('Failed');
  await writeFile(file(`${id}-mended`), '');
  return execution;
}

describe('the pages together', () => {
  test('lead from a failure over the plan of its retry to the success, live', async () => {
    const first = await failed('mended');
    const page = await opened(first);
    const card = page.getByRole('region', { name: 'What failed' });
    await card.getByRole('link', { name: 'Retry from here' }).click();
    await page.getByText('1 reused, 1 to run.').waitFor();
    await page.getByRole('button', { name: 'Retry', exact: true, disabled: false }).click();
    await page.waitForURL((url) => isExecution(url) && !url.pathname.endsWith(first));

    await treeItem(page, /^deploy, Running/).waitFor();
    await treeItem(page, /^build, Success, reused/).waitFor();
    const log = page.getByRole('region', { name: /^Log of/ });
    await log.getByText('deploying').waitFor();
    await writeFile(file('mended-go'), '');
    await log.getByText('deployed').waitFor();
    await head(page).getByText('Success', { exact: true }).waitFor();
    await treeItem(page, /^deploy, Success/).waitFor();
    expect(await ended(site.server.url, shown(page))).toBe('Success');

    await page.getByLabel('Attempt').selectOption('1 of 2: Failed');
    await page.getByText('This is not the newest attempt.').waitFor();
    expect(shown(page)).toBe(first);
  });

  test('lead from the failure to the success with the keyboard alone', async () => {
    const first = await failed('typed');
    await writeFile(file('typed-go'), '');
    const page = await opened(first);
    await page.getByRole('link', { name: 'Retry from here' }).waitFor();
    await tabTo(page, page.getByRole('link', { name: 'Retry from here' }));
    await page.keyboard.press('Enter');
    await page.getByText('1 reused, 1 to run.').waitFor();
    await tabTo(page, page.getByLabel('Note'));
    await page.keyboard.type('by hand');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => isExecution(url) && !url.pathname.endsWith(first));
    await head(page).getByText('Success', { exact: true }).waitFor();
    await page.getByText('“by hand”').waitFor();
  });

  test('lead from what was reused to where it ran, and back to the newest', async () => {
    const first = await failed('reused');
    await writeFile(file('reused-go'), '');
    await retry(site.server.url, 'reused', first, ['deploy']);
    const page = await opened(first);
    await page.getByRole('link', { name: /^Go to the newest/ }).click();
    await page.getByTitle('Where it ran').click();
    await page.waitForURL((url) => url.pathname.endsWith(first));
    expect(new URL(page.url()).searchParams.get('node')).toBe('pipeline.stages.build');
    await page.getByRole('region', { name: 'Details', exact: true }).waitFor();
    await page.goBack();
    await treeItem(page, /^build, Success, reused/).click();
    const details = page.getByRole('region', { name: 'Details', exact: true });
    await details.getByRole('heading', { name: 'Reused' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('lead from a stage to the form that runs only it again', async () => {
    const stages = { build: { step: 'true' }, ship: { step: 'true' } };
    const yaml = shellPipeline('again', stages);
    const allowed = yaml.replace('pipeline:\n', 'pipeline:\n  allowStageExecutions: true\n');
    const execution = await run(allowed, 'again');
    expect(await ended(site.server.url, execution)).toBe('Success');
    const page = await opened(execution, detailsOf('ship'));
    await page.getByRole('link', { name: 'Re-run Stage' }).click();
    await page.getByText(/only ship, with the inputs of #1/).waitFor();
    await page.getByRole('button', { name: 'Re-run' }).click();
    await page.waitForURL((url) => isExecution(url) && !url.pathname.endsWith(execution));
    expect(await ended(site.server.url, shown(page))).toBe('Success');
  });

  test('lead from a chained stage to its child and back', async () => {
    await storePipeline(site.server.url, oneStepEach('child', { make: 'exit 1' }));
    const deliver = {
      identifier: 'deliver',
      name: 'deliver',
      type: 'Pipeline',
      spec: { org: 'default', project: 'default_project', pipeline: 'child' },
    };
    const where = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
    const parent = { identifier: 'parent', name: 'parent', ...where, stages: [{ stage: deliver }] };
    const execution = await run(stringify({ pipeline: parent }), 'parent');
    expect(await ended(site.server.url, execution)).toBe('Failed');
    const page = await opened(execution);
    const child = page.getByRole('link', { name: 'The execution of child' });
    const card = page.getByRole('region', { name: 'What failed' });
    await card.and(page.locator(':has-text("says more")')).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await child.first().click();
    await head(page).getByText('child', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'parent #1' }).click();
    await page.waitForURL((url) => url.pathname.endsWith(execution));
    await page.getByTitle('The execution that it runs').click();
    await head(page).getByText('child', { exact: true }).waitFor();
  });

  test('lead from what waits for people to where they answer, of this execution alone', async () => {
    const gate = {
      identifier: 'ask',
      name: 'ask',
      type: 'HarnessApproval',
      timeout: '1d',
      spec: {
        approvalMessage: 'Ship it?',
        approvers: {
          userGroups: ['_project_all_users'],
          minimumCount: 1,
          disallowPipelineExecutor: false,
        },
      },
    };
    const spec = { execution: { steps: [{ step: gate }] } };
    const stage = { identifier: 'gate', name: 'gate', type: 'Approval', spec };
    const yaml = stringify({
      pipeline: { identifier: 'asks', name: 'asks', stages: [{ stage }] },
    });
    const execution = await run(yaml, 'asks');
    const other = await execute(site.server.url, 'asks');
    const page = await opened(execution);
    await page.getByRole('button', { name: 'Waiting for approval: ask' }).waitFor();
    await page.getByRole('link', { name: 'Answer' }).click();
    await page.getByText('Only what waits in one execution.').waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    expect(await ended(site.server.url, execution)).toBe('Success');
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByRole('article').getByText('#2').waitFor();
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await ended(site.server.url, other)).toBe('ApprovalRejected');
  });
});

describe('the page of an execution, besides following it,', () => {
  test('pauses it and lets it go on', async () => {
    const yaml = oneStepEach('paused', { build: until('paused-go'), ship: 'true' });
    const execution = await run(yaml, 'paused');
    const page = await opened(execution);
    await page.getByRole('button', { name: 'Pause' }).click();
    await head(page).getByText('Pausing', { exact: true }).waitFor();
    await writeFile(file('paused-go'), '');
    await head(page).getByText('Paused', { exact: true }).waitFor();
    await treeItem(page, /^ship, Not started/).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await head(page).getByText('Success', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  });

  test('tells who did what to it, when, and why', async () => {
    const { url } = site.server;
    const yaml = oneStepEach('acted', { build: until('acted-go'), ship: 'exit 1' });
    await storePipeline(url, yaml);
    const execution = await execute(url, 'acted', '', 'for the release');
    const page = await opened(execution);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    await writeFile(file('acted-go'), '');
    expect(await ended(url, execution)).toBe('Failed');
    await retry(url, 'acted', execution, ['ship']);
    await page.getByRole('tab', { name: 'Who did what' }).click();
    const acts = page.getByRole('list', { name: 'What was done' }).getByRole('listitem');
    await acts.getByText('retried it').waitFor();
    for (const [at, words] of ['retried it', 'let it go on', 'paused it', 'ran it'].entries()) {
      await acts.nth(at).getByText(words, { exact: true }).waitFor();
    }
    await acts.last().getByText('“for the release”').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await acts.first().getByRole('link', { name: 'which began another execution' }).click();
    await page.waitForURL((to) => isExecution(to) && !to.pathname.endsWith(execution));
  });

  test('shows of a condition what each of its expressions was worth', async () => {
    const when = { pipelineStatus: 'Success', condition: '<+pipeline.name> == "other"' };
    const stage = `- stage:\n        when: ${JSON.stringify(when)}\n`;
    const yaml = shellPipeline('conditional', { ship: { step: 'true' } });
    const execution = await run(yaml.replace('- stage:\n', stage), 'conditional');
    expect(await ended(site.server.url, execution)).toBe('Success');
    const page = await opened(execution, detailsOf('ship'));
    const details = page.getByRole('region', { name: 'Details', exact: true });
    await details.getByText('was false').waitFor();
    const row = details.getByRole('row', { name: 'pipeline.name' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['pipeline.name', 'conditional']);
  });
});
