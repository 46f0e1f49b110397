import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ended, execute, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

/** An execution that goes on until the test lets it, and its page. */
async function following(id: string) {
  const file = join(site.folder, id);
  const script = `echo before; until test -f '${file}'; do sleep 0.05; done; echo after`;
  await storePipeline(site.server.url, oneStepEach(id, { build: script, ship: 'echo shipped' }));
  const execution = await execute(site.server.url, id);
  const page = await site.browser.open(site.page(`executions/${execution}`));
  await log(page).getByText('before').waitFor();
  return { page, execution, letGo: () => writeFile(file, '') };
}

const log = (page: Page) => page.getByRole('region', { name: /^Log of/ });
const notice = (page: Page) => page.getByText('The server cannot be reached');
const build = (page: Page, status: string) =>
  page.getByRole('treeitem', { name: `build, ${status}` }).first();

/** After which event each stream that the page asks for is to go on. */
function streamsOf(page: Page): (string | undefined)[] {
  const asked: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.endsWith('/live')) return;
    asked.push(request.headers()['last-event-id']);
  });
  return asked;
}

test('a page without a network says so, and then goes on after what it has seen', async () => {
  const { page, execution, letGo } = await following('offline');
  await build(page, 'Running').waitFor();
  const streams = streamsOf(page);
  await page.context().setOffline(true);
  await notice(page).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await letGo();
  expect(await ended(site.server.url, execution)).toBe('Success');
  await build(page, 'Running').waitFor();

  await page.context().setOffline(false);
  await build(page, 'Success').waitFor();
  await notice(page).waitFor({ state: 'detached' });
  await log(page).getByText('shipped').waitFor();
  expect(streams.length).toBeGreaterThan(0);
  for (const after of streams) expect(after).toMatch(/^\d+$/);
});

test('a page whose network comes back before anything happened goes on live', async () => {
  const { page, letGo } = await following('flicker');
  await page.context().setOffline(true);
  await notice(page).waitFor();
  await page.context().setOffline(false);
  await notice(page).waitFor({ state: 'detached' });
  await letGo();
  await log(page).getByText('shipped').waitFor();
  await build(page, 'Success').waitFor();
});
