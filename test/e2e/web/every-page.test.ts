import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ended, execute, storePipeline } from '../support/client.ts';
import { CHECKOUT } from '../support/server-process.ts';
import { axeFindings } from './support/axe.ts';
import { useSite } from './support/site.ts';

const site = useSite();
/** Names cannot be like this, the server refuses them; all other text can. */
const EVIL = '<img src=x onerror=window.hacked=1>';
const NOTE = `"><script>window.hacked=1</script>${EVIL}`;

const step = (identifier: string, type: string, spec: object) => ({
  step: { identifier, name: identifier, type, timeout: '1d', spec },
});
const stage = (identifier: string, type: string, ...steps: readonly object[]) => ({
  stage: { identifier, name: identifier, type, description: NOTE, spec: { execution: { steps } } },
});
const shell = (script: string) =>
  step('run', 'ShellScript', { shell: 'Bash', source: { type: 'Inline', spec: { script } } });
const ask = step('ask', 'HarnessApproval', {
  approvalMessage: NOTE,
  approvers: {
    userGroups: ['_project_all_users'],
    minimumCount: 1,
    disallowPipelineExecutor: false,
  },
});
const pipeline = (identifier: string, ...stages: readonly object[]): string =>
  stringify({
    pipeline: {
      identifier,
      name: `The ${identifier}`,
      description: NOTE,
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      variables: [{ name: 'version', type: 'String', value: `<+input>.default(${EVIL})` }],
      stages,
    },
  });

const given = { failed: '', batch: '' };

/** A page of each kind, with something to see on it: by the file that it is in, where it lives, and what shows that it is there. */
const PAGES: Readonly<Record<string, { readonly path: () => string; readonly shows: string }>> = {
  approvals: { path: () => 'approvals', shows: 'Approve' },
  execution: { path: () => `executions/${given.failed}`, shows: 'What failed' },
  executions: { path: () => 'executions', shows: 'The bad' },
  login: { path: () => '../../../../login', shows: 'This server has no users' },
  'new-pipeline': { path: () => 'new-pipeline', shows: 'pipeline:' },
  pipeline: { path: () => 'pipelines/bad', shows: 'identifier: bad' },
  pipelines: { path: () => 'pipelines', shows: 'The bad' },
  rerun: { path: () => `executions/${given.failed}/rerun`, shows: 'What is run again' },
  retry: { path: () => `executions/${given.failed}/retry`, shows: '1 reused, 1 to run.' },
  run: { path: () => 'pipelines/bad/run', shows: 'version' },
  batch: { path: () => `retry-batches/${given.batch}`, shows: '1 failed again' },
  batches: { path: () => 'retry-batches', shows: '1 failed again' },
  'new-batch': { path: () => 'retry-batches/new', shows: 'From ship: 1 reused, 1 to run' },
  tokens: { path: () => '../../../../my-tokens', shows: 'My tokens' },
};

beforeAll(async () => {
  const { url } = site.server;
  const fails = shell(`printf '%s\\n' '${EVIL}' >&2; exit 1`);
  await storePipeline(
    url,
    pipeline('bad', stage('build', 'Custom', shell('true')), stage('ship', 'Custom', fails)),
  );
  await storePipeline(url, pipeline('asks', stage('gate', 'Approval', ask)));
  await execute(url, 'asks', '', NOTE);
  expect(await ended(url, await execute(url, 'bad', '', NOTE))).toBe('Failed');
  const where = 'accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project';
  const made = await fetch(`${url}/api/v1/retry-batches?${where}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter: {}, note: NOTE }),
  });
  const { batchId }: { readonly batchId: string } = JSON.parse(await made.text());
  given.batch = batchId;
  given.failed = await execute(url, 'bad', '', NOTE);
  await ended(url, given.failed);
});

it('leaves no page out', async () => {
  const manifest = await readFile(join(CHECKOUT, 'dist/web/.vite/manifest.json'), 'utf8');
  const names = Object.keys(JSON.parse(manifest)).flatMap(
    (file) => /([\w-]+)-page\.tsx$/.exec(file)?.[1] ?? [],
  );
  expect(names.toSorted()).toEqual(Object.keys(PAGES).toSorted());
});

it('would hear of what is wrong', async () => {
  const page = await site.browser.open(site.page('executions'));
  await page.evaluate("document.body.append(document.createElement('img'))");
  expect((await axeFindings(page)).join('\n')).toContain('image-alt');
});

describe.each(Object.entries(PAGES))('the page "%s"', (_name, { path, shows }) => {
  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)(
    'runs nothing of what notes, values and logs say, fits, and leaves axe nothing to find, in %s at %d px',
    async (theme, width) => {
      const page = await site.browser.open(site.page(path()), { theme, width });
      const shown = page.getByText(shows).or(page.getByLabel(shows, { exact: true }));
      await shown.first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.locator('main img, main script').count()).toBe(0);
    },
  );
});
