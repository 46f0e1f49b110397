import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { detail, ended, execute, storePipeline } from '../support/client.ts';
import { axeFindings } from './support/axe.ts';
import { useSite } from './support/site.ts';

const site = useSite();

const shell = (identifier: string, script: string, more: object = {}) => ({
  step: {
    identifier,
    name: identifier,
    type: 'ShellScript',
    spec: { shell: 'Bash', source: { type: 'Inline', spec: { script } }, ...more },
  },
});

const stage = (identifier: string, ...steps: readonly object[]) => ({
  stage: {
    identifier,
    name: `Stage ${identifier}`,
    type: 'Custom',
    spec: { execution: { steps } },
  },
});

const pipeline = (identifier: string, more: object): string =>
  stringify({
    pipeline: {
      identifier,
      name: `The ${identifier}`,
      orgIdentifier: 'default',
      projectIdentifier: 'default_project',
      ...more,
    },
  });

const variable = (name: string, value: string) => ({ name, type: 'String', value });

const GATE = {
  stage: {
    identifier: 'gate',
    name: 'Gate',
    type: 'Approval',
    spec: {
      execution: {
        steps: [
          {
            step: {
              identifier: 'ask',
              name: 'Ask',
              type: 'HarnessApproval',
              timeout: '1d',
              spec: {
                approvalMessage: 'Ship it?',
                approvers: {
                  userGroups: ['_project_all_users'],
                  minimumCount: 1,
                  disallowPipelineExecutor: false,
                },
                approverInputs: [{ name: 'ticket', required: true }],
              },
            },
          },
        ],
      },
    },
  },
};

const startedIn = (address: string): string => new URL(address).pathname.split('/').at(-1) ?? '';
const isExecution = (url: URL): boolean => /\/executions\/[\w-]+$/.test(url.pathname);

describe('the form of a run', () => {
  it('asks for what the pipeline asks, and runs with what was given', async () => {
    const { url } = site.server;
    const variables = [
      variable('version', '<+input>'),
      variable('colour', '<+input>.default(blue).allowedValues(blue,green)'),
    ];
    const script = 'echo <+pipeline.variables.version> <+pipeline.variables.colour>';
    await storePipeline(
      url,
      pipeline('asking', { variables, stages: [stage('say', shell('say', script))] }),
    );
    const page = await site.browser.open(site.page('pipelines/asking/run'));
    const button = page.getByRole('button', { name: 'Run pipeline' });
    await page.getByText('Give version first.').waitFor();
    await page.getByLabel('version (required)').fill('1.10');
    await page.getByLabel('colour').selectOption('green');
    await page.getByText('The YAML that will run').click();
    await page.getByText('value: "green"').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await button.click();
    await page.waitForURL(isExecution);
    expect(await ended(url, startedIn(page.url()))).toBe('Success');
  });

  it('runs chosen stages, asks for what the others would have answered, and runs them again', async () => {
    const { url } = site.server;
    const output = { outputVariables: [{ name: 'tag', type: 'String', value: 'tag' }] };
    const asked = '<+pipeline.stages.build.spec.execution.steps.make.output.outputVariables.tag>';
    const stages = [
      stage('build', shell('make', 'export tag=7', output)),
      stage('test', shell('check', 'true')),
      stage('ship', shell('push', `test ${asked} = 9`)),
    ];
    await storePipeline(url, pipeline('chosen', { allowStageExecutions: true, stages }));
    const page = await site.browser.open(site.page('pipelines/chosen/run'));
    await page.getByLabel('Stage build').uncheck();
    await page.getByLabel('Stage test').uncheck();
    await page.getByRole('textbox', { name: asked }).fill('9');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run pipeline' }).click();
    await page.waitForURL(isExecution);
    const execution = startedIn(page.url());
    expect(await ended(url, execution)).toBe('Success');
    const { executionGraph } = await detail(url, execution);
    const ran = Object.values(executionGraph.nodeMap).map(({ identifier }) => identifier);
    expect(ran).toContain('push');
    expect(ran).not.toContain('make');

    await page.goto(site.page(`executions/${execution}/rerun`));
    await page
      .getByText(/^Runs the pipeline as it is stored now, only ship, with the inputs of #1/)
      .waitFor();
    await page.getByRole('textbox', { name: asked }).fill('9');
    await page.getByRole('button', { name: 'Re-run' }).click();
    await page.waitForURL(isExecution);
    expect(await ended(url, startedIn(page.url()))).toBe('Success');
  });
});

describe('the inbox', () => {
  it('lets somebody approve on a phone, once what is required was given', async () => {
    const { url } = site.server;
    await storePipeline(url, pipeline('gated', { stages: [GATE] }));
    const execution = await execute(url, 'gated');
    const page = await site.browser.open(site.page('approvals'), { width: 360, height: 640 });
    const card = page.getByRole('article', { name: 'Gate › Ask' });
    await card.getByText('Ship it?').waitFor();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(360);
    expect(await axeFindings(page)).toEqual([]);
    const approve = card.getByRole('button', { name: 'Approve' });
    expect(await approve.getAttribute('title')).toBe('Give ticket first');
    await card.getByLabel('ticket (required)').fill('T-1');
    await card.getByLabel('Comment').fill('from the train');
    await approve.click();
    await page.getByText('Nothing waits for you').waitFor();
    expect(await ended(url, execution)).toBe('Success');
  });

  it('rejects', async () => {
    const { url } = site.server;
    await storePipeline(url, pipeline('refused', { stages: [GATE] }));
    const execution = await execute(url, 'refused');
    const page = await site.browser.open(site.page('approvals'));
    await page.getByRole('button', { name: 'Reject' }).click();
    expect(await ended(url, execution)).toBe('ApprovalRejected');
  });
});

describe('the inbox, besides approvals,', () => {
  it('takes a decision about a failed step', async () => {
    const { url } = site.server;
    const action = {
      type: 'ManualIntervention',
      spec: { timeout: '1h', onTimeout: { action: { type: 'Abort' } } },
    };
    const broken = stage('one', shell('flaky', 'exit 3'));
    const failureStrategies = [{ onFailure: { errors: ['AllErrors'], action } }];
    const stages = [{ stage: { ...broken.stage, failureStrategies } }];
    await storePipeline(url, pipeline('undecided', { stages }));
    const execution = await execute(url, 'undecided');
    const page = await site.browser.open(site.page('approvals'), { width: 360, height: 640 });
    const card = page.getByRole('article', { name: /^The undecided, .* › flaky$/ });
    await card.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await card.getByRole('button', { name: 'Mark as success' }).click();
    expect(await ended(url, execution)).toBe('Success');
  });

  it('gives the inputs that a step asks for when its turn has come', async () => {
    const { url } = site.server;
    const asking = shell('greet', 'test "$WHO" = Ada', {
      environmentVariables: [variable('WHO', '<+input>.executionInput()')],
    });
    await storePipeline(url, pipeline('curious', { stages: [stage('one', asking)] }));
    const execution = await execute(url, 'curious');
    const page = await site.browser.open(site.page('approvals'));
    const card = page.getByRole('article', { name: /^The curious, .* › greet$/ });
    await card.getByLabel('WHO (required)').fill('Ada');
    expect(await axeFindings(page)).toEqual([]);
    await card.getByRole('button', { name: 'Give and go on' }).click();
    expect(await ended(url, execution)).toBe('Success');
  });
});

it('the inbox starts a stage that waits for somebody to say so', async () => {
  const { url } = site.server;
  const { stage: by } = stage('ship', shell('push', 'true'));
  const runMode = { type: 'Manual', timeout: '1h' };
  await storePipeline(url, pipeline('careful', { stages: [{ stage: { ...by, runMode } }] }));
  const execution = await execute(url, 'careful');
  const page = await site.browser.open(site.page('approvals'), { width: 360, height: 640 });
  const card = page.getByRole('article', { name: 'The careful, Stage ship' });
  await card.getByRole('button', { name: 'Run it' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await card.getByRole('button', { name: 'Run it' }).click();
  expect(await ended(url, execution)).toBe('Success');
  await card.waitFor({ state: 'detached' });
});

describe('the pages of pipelines', () => {
  it('write one, say what is wrong at its line, and keep comments when an option is chosen', async () => {
    const page = await site.browser.open(site.page('new-pipeline'));
    const editor = page.getByRole('textbox', { name: 'Pipeline YAML' });
    await editor.waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Hello', level: 1 }).waitFor();

    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('  allowSt');
    await page.getByRole('option', { name: 'allowStageExecutions' }).click();
    await expect.poll(() => editor.textContent()).toContain('  allowStageExecutions: ');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('# ours\nnonsense: 1\n');
    await page.getByRole('list', { name: 'Problems' }).getByText('line 2').waitFor();
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Delete');
    await page.getByRole('list', { name: 'Problems' }).waitFor({ state: 'detached' });
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('tab', { name: 'Advanced options' }).click();
    await page.getByLabel(/Allow selective stage/).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes that are not saved').waitFor({ state: 'detached' });
    const answer = await fetch(
      `${site.server.url}/pipeline/api/pipelines/hello?accountIdentifier=default`,
    );
    const saved: { readonly data: { readonly yamlPipeline: string } } = JSON.parse(
      await answer.text(),
    );
    expect(saved.data.yamlPipeline).toMatch(/^# ours\npipeline:\n/);
    expect(saved.data.yamlPipeline).toContain('  allowStageExecutions: true\n  stages:');
  });

  it('refuse to save over what somebody else saved', async () => {
    const { url } = site.server;
    const yaml = pipeline('contested', { stages: [stage('one', shell('step', 'true'))] });
    await storePipeline(url, yaml);
    const page = await site.browser.open(site.page('pipelines/contested'));
    await page.getByRole('textbox', { name: 'Pipeline YAML' }).click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('# mine\n');
    await fetch(`${url}/pipeline/api/pipelines/v2/contested?accountIdentifier=default`, {
      method: 'PUT',
      headers: { 'content-type': 'application/yaml' },
      body: `# theirs\n${yaml}`,
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('It was not saved').waitFor();
  });

  it('list all pipelines with how they went last, and find one', async () => {
    const { url } = site.server;
    await storePipeline(
      url,
      pipeline('listed', { stages: [stage('one', shell('step', 'false'))] }),
    );
    await ended(url, await execute(url, 'listed'));
    const page = await site.browser.open(site.page('pipelines'));
    await page.getByLabel('Search pipelines').fill('listed');
    await page.waitForURL((address) => address.searchParams.get('text') === 'listed');
    const rows = page.getByRole('list', { name: 'Pipelines' }).getByRole('article');
    await expect.poll(() => rows.count()).toBe(1);
    await rows.filter({ hasText: 'Failed' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('keep values of inputs under a name, and fill the form of a run from them', async () => {
    const { url } = site.server;
    const variables = [variable('version', '<+input>')];
    await storePipeline(
      url,
      pipeline('with_sets', { variables, stages: [stage('one', shell('step', 'true'))] }),
    );
    const page = await site.browser.open(site.page('pipelines/with_sets'));
    await page.getByRole('tab', { name: 'Input sets' }).click();
    await page.getByRole('button', { name: 'New input set' }).click();
    const editor = page.getByRole('textbox', { name: 'Input set YAML' });
    await editor.getByText('<+input>').dblclick();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('value: "42"');
    await page.getByRole('button', { name: 'Save input set' }).click();
    await page.getByRole('button', { name: 'Edit New set' }).waitFor();
    await page.getByRole('link', { name: 'Run' }).click();
    await page.getByRole('checkbox', { name: 'New set' }).check();
    await expect.poll(() => page.getByLabel('version (required)').inputValue()).toBe('42');
  });
});
