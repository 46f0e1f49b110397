import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ended, execute, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

/** Runs a pipeline that fails until the registry is back, so many times; to the end of each. */
async function failing(id: string, times: number): Promise<void> {
  const { url } = site.server;
  const ship = `test -f '${join(site.folder, `${id}-is-back`)}' || { echo 'no registry' >&2; exit 1; }`;
  await storePipeline(url, oneStepEach(id, { build: 'true', ship }));
  for (let run = 0; run < times; run += 1) {
    expect(await ended(url, await execute(url, id))).toBe('Failed');
  }
}
const mended = (id: string): Promise<void> => writeFile(join(site.folder, `${id}-is-back`), '');

describe('the retry of many', () => {
  test('leads from the failures of the list over what will happen to what happened', async () => {
    await failing('shop', 2);
    await failing('other', 1);
    await mended('shop');
    const page = await site.browser.open(site.page('executions'));
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    await page.getByRole('link', { name: 'Retry all of these' }).click();
    await page.getByText(/^3 of 3 to retry, 0 refused\./).waitFor();
    await page.getByLabel('Pipeline', { exact: true }).fill('shop');
    await page.getByText(/^2 of 2 to retry, 0 refused\./).waitFor();
    expect(new URL(page.url()).searchParams.get('pipeline')).toBe('shop');
    expect(await page.getByText('From ship: 1 reused, 1 to run').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel('Note').fill('the registry is back');
    await page.getByRole('button', { name: 'Retry all 2', disabled: false }).click();
    await page.getByRole('heading', { name: 'Retries of 2 executions' }).waitFor();
    await page.getByRole('status').getByText('Done').waitFor();
    await page.getByText('2 succeeded').waitFor();
    await page.getByText('“the registry is back”').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'The retry of shop' }).first().click();
    await page.getByRole('heading', { name: 'shop #', exact: false, level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'All batches of retries' }).click();
    const batches = page.getByRole('list', { name: 'Batches', exact: true });
    await batches.getByRole('link', { name: 'Retries of 2 executions' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('does not begin what was not shown', async () => {
    await failing('late', 1);
    const page = await site.browser.open(site.page('retry-batches/new?pipeline=late'));
    await page.getByText(/^1 of 1 to retry/).waitFor();
    await failing('late', 1);
    await page.getByRole('button', { name: 'Retry it', disabled: false }).click();
    await page.getByText('Something changed: look at the new list').waitFor();
    await page.getByText(/^2 of 2 to retry/).waitFor();
  });

  test('is called off, and begins nothing more', async () => {
    const { url } = site.server;
    const go = join(site.folder, 'go');
    const wait = `if test -f '${join(site.folder, 'second')}'; then until test -f '${go}'; do sleep 0.05; done; else exit 1; fi`;
    await storePipeline(url, oneStepEach('slow', { build: wait }));
    for (const _ of ['one', 'two']) await ended(url, await execute(url, 'slow'));
    await writeFile(join(site.folder, 'second'), '');
    const page = await site.browser.open(site.page('retry-batches/new?pipeline=slow'));
    await page.getByLabel('At once').fill('1');
    await page.getByRole('button', { name: 'Retry all 2', disabled: false }).click();
    await page.getByText('1 running').waitFor();
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    await page.getByText('1 cancelled').waitFor();
    await writeFile(go, '');
    await page.getByRole('status').getByText('Cancelled').waitFor();
    await page.getByText('1 succeeded').waitFor();
  });
});
