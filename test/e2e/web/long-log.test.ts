import { describe, expect, test } from 'vitest';
import { ended, execute, storePipeline } from '../support/client.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();
const LINES = 1_000_000;

describe('a log of a million lines', () => {
  test('opens at its end, jumps to any line, and is searched as a whole', async () => {
    const { url } = site.server;
    await storePipeline(url, oneStepEach('million', { build: `seq -f 'line %.0f' 1 ${LINES}` }));
    const execution = await execute(url, 'million');
    expect(await ended(url, execution)).toBe('Success');
    const page = await site.browser.open(site.page(`executions/${execution}`));
    const line = (number: number) =>
      page.getByRole('button', { name: `Link to line ${number}`, exact: true });
    await line(LINES).waitFor();
    await page.getByText(`line ${LINES}`, { exact: true }).waitFor();
    // What is not in view is not drawn.
    expect(await page.getByRole('button', { name: /^Link to line/ }).count()).toBeLessThan(200);
    await page.getByRole('searchbox', { name: 'Search the whole log' }).fill('line 54321');
    await page.getByText('1 of 11').waitFor();
    await page.getByText('line 54321', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('2 of 11').waitFor();
    await page.getByText('line 543210', { exact: true }).waitFor();
  });
});
