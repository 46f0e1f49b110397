import { expect, test } from 'vitest';
import { storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

test('a pipeline shows what each save changed, and takes an earlier text back', async () => {
  const { url } = site.server;
  await storePipeline(url, oneStepEach('told', { build: 'echo first' }));
  await fetch(`${url}/pipeline/api/pipelines/v2/told?accountIdentifier=default`, {
    method: 'PUT',
    headers: { 'content-type': 'application/yaml' },
    body: oneStepEach('told', { build: 'echo second' }),
  });
  const page = await site.browser.open(site.page('pipelines/told'));
  await page.getByRole('tab', { name: 'Versions' }).click();
  const changed = page.getByRole('region', { name: 'What it changed' });
  await changed.getByRole('heading', { name: 'What changed from version 1 to 2' }).waitFor();
  const lines = await changed.locator('pre > span').allTextContents();
  expect(lines.filter((line) => /^\d+[+-]/.test(line))).toEqual([
    expect.stringMatching(/^\d+- .*echo first/),
    expect.stringMatching(/^\d+\+ .*echo second/),
  ]);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('radio', { name: /^Version 1\b/ }).check();
  await changed.getByRole('heading', { name: 'Version 1, as it was created' }).waitFor();
  await changed.getByRole('button', { name: 'Take this text into the editor' }).click();
  await page.getByText('Changes that are not saved do not run.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('radio', { name: /^Version 3\b/ }).waitFor();
});
