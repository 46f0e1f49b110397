import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ended, execute, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { useSite } from './support/site.ts';

/** A tenth of a megabyte of what a step says is kept. */
const site = useSite({ environment: { REPRISE_LOG_LIMIT: '0.1' } });

const LONG_NAME = 'A canary of a tenth of all that is asked of the shop in Frankfurt';

const step = (identifier: string, script: string) => ({
  step: {
    identifier,
    name: identifier,
    type: 'ShellScript',
    spec: { shell: 'Bash', source: { type: 'Inline', spec: { script } } },
  },
});

const pipelineOf = (identifier: string, ...steps: readonly object[]): string =>
  stringify({
    pipeline: {
      identifier,
      name: identifier,
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      stages: [
        {
          stage: {
            identifier: 'deploy',
            name: 'deploy',
            type: 'Custom',
            spec: { execution: { steps } },
          },
        },
      ],
    },
  });

async function finished(id: string, yaml: string): Promise<string> {
  await storePipeline(site.server.url, yaml);
  const execution = await execute(site.server.url, id);
  await ended(site.server.url, execution);
  return execution;
}

test('a step group that was run again shows how often, and each try of its steps', async () => {
  const mended = join(site.folder, 'mended');
  const action = { type: 'RetryStepGroup', spec: { retryCount: 2, retryIntervals: ['1s'] } };
  const canary = {
    stepGroup: {
      identifier: 'canary',
      name: LONG_NAME,
      failureStrategies: [{ onFailure: { errors: ['AllErrors'], action } }],
      steps: [
        step('shift', 'echo shifting'),
        step('verify', `test -f '${mended}' || { touch '${mended}'; echo not yet; exit 3; }`),
      ],
    },
  };
  const execution = await finished('circles', pipelineOf('circles', canary));
  const page = await site.browser.open(site.page(`executions/${execution}`));
  const group = page.getByRole('treeitem', { name: `${LONG_NAME}, Success, run 2 times` });
  await group.waitFor();
  // A long name gives way to what stands beside it.
  const tree = await page.getByRole('tree').boundingBox();
  const times = await group.getByTitle('run 2 times').boundingBox();
  expect(times?.x).toBeLessThan((tree?.x ?? 0) + (tree?.width ?? 0));
  await page.getByRole('treeitem', { name: 'verify, Success, tried 2 times' }).click();

  const log = page.getByRole('region', { name: 'Log of verify' });
  await page.getByRole('combobox', { name: 'Attempt' }).selectOption('1: Failed');
  await log.getByText('not yet').waitFor();
  await page.getByRole('tab', { name: 'Details' }).click();
  const tries = page.getByRole('list', { name: 'Tries' }).getByRole('listitem');
  await tries.first().getByText('its step group was run again from its beginning').waitFor();
  expect(await tries.count()).toBe(2);
  expect(await axeFindings(page)).toEqual([]);
});

test('a log that was cut at its limit says so, wherever it is opened', async () => {
  const execution = await finished('chatty', pipelineOf('chatty', step('talk', 'seq 1 50000')));
  const page = await site.browser.open(
    site.page(
      `executions/${execution}?node=pipeline.stages.deploy.spec.execution.steps.talk&line=5`,
    ),
  );
  await page.getByRole('button', { name: 'Link to line 5', exact: true }).waitFor();
  await page.getByText('The rest was left out: the last line says why').waitFor();
  expect(await axeFindings(page)).toEqual([]);
});
