import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ended, execute, retry, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

async function run(id: string, stages: Readonly<Record<string, string>>): Promise<string> {
  const { url } = site.server;
  await storePipeline(url, oneStepEach(id, stages));
  return execute(url, id);
}

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

describe('the list of executions', () => {
  test('says how to begin when nothing has run, and shows a run as soon as there is one', async () => {
    const page = await site.browser.open(`${site.server.url}/`);
    await page.getByText('Nothing has run yet').waitFor();
    expect(await page.getByText('npx reprise run').isVisible()).toBe(true);
    const go = join(site.folder, 'go');
    const execution = await run('first', { build: `until test -f '${go}'; do sleep 0.05; done` });
    await rowOf(page, 'first').getByText('Running').waitFor();
    await writeFile(go, '');
    await ended(site.server.url, execution);
    await rowOf(page, 'first').getByText('Success', { exact: true }).waitFor();
  });

  test('shows a chain of retries as one row, with its history behind it', async () => {
    const first = await run('chain', { build: 'exit 1' });
    await ended(site.server.url, first);
    const answer = await retry(site.server.url, 'chain', first, ['build']);
    expect(answer.status).toBe(200);
    const page = await site.browser.open(site.page('executions?text=chain'));
    await rowOf(page, 'chain').getByText('retried').waitFor();
    expect(await rowOf(page, 'chain').count()).toBe(1);
    await page.getByRole('button', { name: /^More options for chain/ }).click();
    await page.getByRole('menuitem', { name: 'View history' }).click();
    await page.getByRole('link', { name: 'Attempt 1, run 1' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('keeps its filters in the address', async () => {
    await ended(site.server.url, await run('red', { build: 'exit 1' }));
    const page = await site.browser.open(site.page('executions'));
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    await rowOf(page, 'first').waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('red');
    await page.waitForURL(/text=red/);
    const again = await site.browser.open(page.url());
    await rowOf(again, 'red').waitFor();
    expect(await again.getByRole('searchbox').inputValue()).toBe('red');
    const failed = again.getByRole('button', { name: 'Failed', exact: true });
    expect(await failed.getAttribute('aria-pressed')).toBe('true');
  });

  test('finds nothing, and shows all again at one press', async () => {
    await ended(site.server.url, await run('there', { build: 'true' }));
    const page = await site.browser.open(site.page('executions'));
    await page.getByRole('searchbox').fill('nothing-is-called-so');
    await page.getByText('No execution is like that').waitFor();
    await page.getByRole('button', { name: 'Show all executions' }).click();
    await rowOf(page, 'there').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    // What the field held must not come back.
    await page.getByRole('button', { name: 'Success', exact: true }).click();
    await page.waitForURL(/status/);
    await rowOf(page, 'there').waitFor();
    expect(page.url()).not.toContain('text=');
  });

  test('aborts from the menu with the keyboard alone', async () => {
    await run('long', { build: 'sleep 600' });
    const page = await site.browser.open(site.page('executions?text=long'));
    await rowOf(page, 'long').getByText('Running').waitFor();
    await page.getByRole('button', { name: /^More options for long/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('a');
    await page.locator('[role=menuitem]:focus', { hasText: 'Abort' }).waitFor();
    await page.keyboard.press('Enter');
    await rowOf(page, 'long').getByText('Aborted', { exact: true }).waitFor();
  });

  test.each(['light', 'dark'] as const)('has nothing for axe to find in %s', async (theme) => {
    const page = await site.browser.open(site.page('executions'), { theme });
    await rowOf(page, 'chain').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('fits a telephone', async () => {
    const page = await site.browser.open(site.page('executions'), { width: 360, height: 740 });
    await rowOf(page, 'chain').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
