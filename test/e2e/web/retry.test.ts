import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  type Stages,
  shellPipeline,
  sideBySide,
} from '../../../packages/server/testing/shell-pipelines.ts';
import { ended, execute, retry, storePipeline } from '../support/client.ts';
import { linesOf } from '../support/server-process.ts';
import { axeFindings } from './support/axe.ts';
import { useSite } from './support/site.ts';

const site = useSite();

const marks = (name: string): string => join(site.folder, `${name}.marks`);
const fixed = (name: string): string => join(site.folder, `${name}.fixed`);

/** Stages that leave a mark; the one called `broken` fails until it is fixed. */
const marking = (pipeline: string, ...stages: readonly string[]): Stages =>
  Object.fromEntries(
    stages.map((stage) => {
      const mark = `echo ${stage} >> '${marks(pipeline)}'`;
      const check = stage === 'broken' ? `; test -f '${fixed(pipeline)}'` : '';
      return [stage, { [`in_${stage}`]: mark + check }];
    }),
  );

/** `build`, then `fine` beside `broken`, then `ship`: run, failed, and mended since. */
async function failedExecution(pipeline: string): Promise<string> {
  const { url } = site.server;
  const yaml = shellPipeline(
    pipeline,
    marking(pipeline, 'build'),
    sideBySide(marking(pipeline, 'fine', 'broken')),
    marking(pipeline, 'ship'),
  );
  await storePipeline(url, yaml);
  const execution = await execute(url, pipeline);
  expect(await ended(url, execution)).toBe('Failed');
  await writeFile(fixed(pipeline), '');
  return execution;
}

const opened = (execution: string) => site.browser.open(site.page(`executions/${execution}/retry`));

const decisions = (page: Page): Promise<readonly (readonly string[])[]> =>
  page
    .getByRole('list', { name: 'What the retry does' })
    .getByRole('article')
    .evaluateAll((cards) =>
      cards.map((card) => [
        card.querySelector('h3')?.textContent ?? '',
        card.getAttribute('data-decision') ?? '',
      ]),
    );

/** Presses the button, and answers the id of the execution that the browser is led to. */
async function pressed(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Retry', exact: true, disabled: false }).click();
  await page.waitForURL((url) => /\/executions\/[\w-]+$/.test(url.pathname));
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

describe('the page of a retry', () => {
  it('shows what will be reused and run, does it, and leads to the execution that succeeds', async () => {
    const page = await opened(await failedExecution('whole_way'));
    await page.getByText('2 reused, 2 to run.').waitFor();
    expect(await decisions(page)).toEqual([
      ['build', 'reuse'],
      ['broken', 'run'],
      ['fine', 'reuse'],
      ['ship', 'run'],
    ]);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Note').fill('the registry is back');
    await page.getByText('The same by command or call').click();
    expect(await page.getByText(/^reprise retry/).textContent()).toContain(
      "--from broken --only-failed --note 'the registry is back'",
    );
    const execution = await pressed(page);
    expect(await ended(site.server.url, execution)).toBe('Success');
    const ran = await linesOf(marks('whole_way'));
    expect(ran.slice(3)).toEqual(['broken', 'ship']);
  });

  it('runs all of a parallel group when that is chosen', async () => {
    const page = await opened(await failedExecution('all_of_it'));
    await page.getByRole('radio', { name: /All of the group/ }).check();
    await page.getByText('1 reused, 3 to run.').waitFor();
    expect(await ended(site.server.url, await pressed(page))).toBe('Success');
    const ran = await linesOf(marks('all_of_it'));
    expect(ran.slice(3).toSorted()).toEqual(['broken', 'fine', 'ship']);
  });

  it('tells the second of two people who was quicker', async () => {
    const source = await failedExecution('two_people');
    const page = await opened(source);
    await page.getByText('2 reused, 2 to run.').waitFor();
    const answer = await retry(site.server.url, 'two_people', source, ['broken'], false);
    const winner: { readonly data: { readonly planExecutionId: string } } = JSON.parse(
      await answer.text(),
    );
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await page.getByText('It cannot be retried').waitFor();
    const link = page.getByRole('link', { name: 'The execution that continues it' });
    expect(await link.getAttribute('href')).toContain(winner.data.planExecutionId);
  });

  it('does not do what was not shown: when something changes in between, it says so and plans anew', async () => {
    const page = await opened(await failedExecution('moving'));
    await page.getByText('Nothing has changed since it ran.').waitFor();
    const changed = shellPipeline('moving', { other: { step: 'true' } });
    const saved = await fetch(
      `${site.server.url}/pipeline/api/pipelines/v2/moving?accountIdentifier=default`,
      { method: 'PUT', headers: { 'content-type': 'application/yaml' }, body: changed },
    );
    expect(saved.status).toBe(200);
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await page.getByText('Something changed: look at the new plan').waitFor();
    await page.getByText('build: removed').waitFor();
    expect(await ended(site.server.url, await pressed(page))).toBe('Success');
  });

  it('says of an execution that succeeded why there is nothing to retry', async () => {
    const { url } = site.server;
    await storePipeline(url, shellPipeline('fine', { one: { step: 'true' } }));
    const execution = await execute(url, 'fine');
    await ended(url, execution);
    const page = await opened(execution);
    await page.getByText('It cannot be retried').waitFor();
    expect(await page.getByText('the execution ended Success').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Retry', exact: true }).count()).toBe(0);
  });
});
