import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ended, execute, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { oneStepEach } from './support/pipelines.ts';
import { useSite } from './support/site.ts';

const site = useSite();

async function run(id: string, stages: Readonly<Record<string, string>>): Promise<string> {
  await storePipeline(site.server.url, oneStepEach(id, stages));
  return execute(site.server.url, id);
}

/** A script that waits until the test says so. */
function gate(name: string) {
  const file = join(site.folder, name);
  return {
    script: `until test -f '${file}'; do sleep 0.05; done`,
    open: () => writeFile(file, ''),
  };
}

const treeItem = (page: Page, name: RegExp) => page.getByRole('treeitem', { name });
const log = (page: Page) => page.getByRole('region', { name: /^Log of/ });

type Box = Awaited<ReturnType<Locator['boundingBox']>>;

const holds = (outer: Box, inner: Box): boolean =>
  outer !== null &&
  inner !== null &&
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const isInside = async (inner: Locator, outer: Locator): Promise<boolean> =>
  holds(await outer.boundingBox(), await inner.boundingBox());

const isInView = async (page: Page, locator: Locator): Promise<boolean> =>
  holds(
    { x: 0, y: 0, ...(page.viewportSize() ?? { width: 0, height: 0 }) },
    await locator.boundingBox(),
  );

describe('the page of an execution', () => {
  test('goes with the execution to its failure, and puts the failure first', async () => {
    const wait = gate('failing');
    const execution = await run('failing', {
      build: `echo before; ${wait.script}; echo after`,
      deploy: 'echo the last line; exit 3',
      smoke: 'echo never',
    });
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await log(page).getByText('before').waitFor();
    await treeItem(page, /^build, Running/)
      .first()
      .waitFor();
    await wait.open();
    const card = page.getByRole('region', { name: 'What failed' });
    await card.getByText('Exit code 3').waitFor();
    await card.getByText('the last line', { exact: true }).waitFor();
    const href = await card.getByRole('link', { name: 'Retry from here' }).getAttribute('href');
    expect(href).toMatch(/\/retry\?from=deploy$/);
    await treeItem(page, /^smoke, Not started/)
      .first()
      .waitFor();
    await log(page).getByText('the last line').waitFor();
  });

  test('goes with the execution to its success', async () => {
    const wait = gate('passing');
    const execution = await run('passing', { build: `${wait.script}; echo done` });
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await treeItem(page, /^build, Running/)
      .first()
      .waitFor();
    await wait.open();
    await log(page).getByText('done').waitFor();
    await page.locator('header').getByText('Success').first().waitFor();
    expect(await page.getByRole('region', { name: 'What failed' }).count()).toBe(0);
  });

  test('takes up its stream again when the server was killed and came back', async () => {
    const wait = gate('killed');
    const execution = await run('killed', { build: `echo one; ${wait.script}; echo two` });
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await log(page).getByText('one').waitFor();
    await site.server.kill();
    await page.getByText('The server cannot be reached').waitFor();
    await site.restart();
    await wait.open();
    await log(page).getByText('two').waitFor();
    await page.getByText('The server cannot be reached').waitFor({ state: 'detached' });
  });

  test('is walked with the keyboard alone, and f goes from failure to failure', async () => {
    const execution = await run('keys', { build: 'echo built', deploy: 'echo broken; exit 1' });
    await ended(site.server.url, execution);
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await treeItem(page, /^deploy, Failed/)
      .first()
      .waitFor();
    const tree = page.getByRole('tree', { name: 'Stages and steps' });
    for (let press = 0; press < 40; press += 1) {
      if ((await tree.and(page.locator(':focus')).count()) === 1) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Home');
    await page.waitForURL(/node=pipeline\.stages\.build/);
    await page.keyboard.press('ArrowDown');
    await log(page).getByText('built').waitFor();
    await page.keyboard.press('f');
    await log(page).getByText('broken').waitFor();
    expect(page.url()).toContain('node=pipeline.stages.deploy');
  });

  test('shows the failure of a long pipeline, in the drawing and in the tree, and brings it before the eye', async () => {
    const scripts = Array.from({ length: 120 }, (_, at): [string, string] => [
      `stage_${at + 1}`,
      at === 59 ? 'echo broken; exit 1' : ':',
    ]);
    const execution = await run('long', Object.fromEntries(scripts));
    await ended(site.server.url, execution);
    const page = await site.browser.open(site.page(`executions/${execution}`), { height: 500 });
    const step = treeItem(page, /^run, Failed/);
    await step.waitFor();
    const tree = page.getByRole('tree', { name: 'Stages and steps' });
    await expect.poll(() => isInside(step, tree)).toBe(true);
    const card = page.getByTitle('stage_60: Failed');
    await expect.poll(() => isInside(card, page.locator('main'))).toBe(true);
    expect(await isInView(page, log(page))).toBe(false);
    await page.getByRole('button', { name: 'Show the log' }).click();
    await expect.poll(() => isInView(page, log(page))).toBe(true);
  });

  test('is opened by a link at a node and a line of its log', async () => {
    const execution = await run('lines', { build: 'seq 1 2000' });
    await ended(site.server.url, execution);
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await page.getByRole('button', { name: 'Link to line 2000', exact: true }).click();
    await page.waitForURL(/line=2000/);
    const linked = page.url().replace('line=2000', 'line=777');
    const again = await site.browser.open(linked);
    await again.getByRole('button', { name: 'Link to line 777', exact: true }).waitFor();
  });

  test('shows names and logs that are meant to run as the text that they are', async () => {
    const evil = '<img src=x onerror=window.hacked=1><script>window.hacked=1</script>';
    await storePipeline(
      site.server.url,
      oneStepEach('evil', { build: `printf '%s\\n' '${evil}' >&2; exit 1` }),
    );
    const execution = await execute(site.server.url, 'evil', '', evil);
    await ended(site.server.url, execution);
    const page = await site.browser.open(site.page(`executions/${execution}`));
    await log(page).getByText(evil).waitFor();
    await page.getByText(`“${evil}”`).waitFor();
    await page.getByRole('region', { name: 'What failed' }).getByText(evil).first().waitFor();
    await page.goto(site.page('executions'));
    await page.getByRole('listitem').filter({ hasText: evil }).first().waitFor();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('main img').count()).toBe(0);
  });

  test('says what it cannot show', async () => {
    const page = await site.browser.open(site.page('executions/nobody'));
    await page.getByText('This execution cannot be shown').waitFor();
    await page.getByRole('link', { name: 'All executions' }).click();
    await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor();
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 2560],
  ] as const)(
    'has nothing for axe to find in %s at %d px',
    async (theme, width) => {
      const execution = await run('axe', { build: 'echo fine', deploy: 'echo no; exit 1' });
      await ended(site.server.url, execution);
      const page = await site.browser.open(site.page(`executions/${execution}`), { theme, width });
      await log(page).getByText('no', { exact: true }).waitFor();
      for (const tab of ['Log', 'Input', 'Output', 'Details', 'Inputs', 'Resolved YAML']) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        expect(await axeFindings(page)).toEqual([]);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    },
    // axe takes seconds a tab on a busy machine.
    120_000,
  );
});
