import { asExecutionId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const template = (label: string, script = 'make') => `template:
  identifier: build
  name: Build
  versionLabel: ${label}
  type: Step
  spec:
    type: ShellScript
    spec:
      shell: Bash
      source:
        type: Inline
        spec:
          script: ${script}
      environmentVariables:
        - name: MODE
          type: String
          value: <+input>
`;

const pipeline = (label: string) => `pipeline:
  identifier: built
  name: Built
  stages:
    - stage:
        identifier: one
        name: One
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: make
                  name: Make
                  template:
                    templateRef: account.build
${label}`;

const inputs = `pipeline:
  identifier: built
  stages:
    - stage:
        identifier: one
        spec:
          execution:
            steps:
              - step:
                  identifier: make
                  spec:
                    environmentVariables:
                      - name: MODE
                        value: fast
`;

const account = { accountIdentifier: 'default' };
const path = { pipeline: 'built' };

async function compiled(execution: string): Promise<string> {
  const definition = await bench.store.executions.row(asExecutionId(execution));
  const stored = definition && (await bench.store.executions.definition(definition.definition));
  return stored?.compiledYaml ?? '';
}

describe('a template', () => {
  it('is kept in versions, and the first one is stable until another is made so', async () => {
    granted(await bench.client.createTemplate({ query: account, body: template('v1') }));
    granted(await bench.client.createTemplate({ query: account, body: template('v2') }));
    const get = (versionLabel?: string) =>
      bench.client.getTemplate({
        path: { template: 'build' },
        query: { ...account, versionLabel },
      });
    expect(granted(await get()).data).toMatchObject({
      versionLabel: 'v1',
      stableTemplate: true,
      templateScope: 'account',
      templateEntityType: 'Step',
      yaml: template('v1'),
    });
    const second = { template: 'build', versionLabel: 'v2' };
    granted(await bench.client.makeTemplateStable({ path: second, query: account }));
    expect(granted(await get()).data.versionLabel).toBe('v2');
    expect(granted(await get('v1')).data.stableTemplate).toBe(false);
    const { data } = granted(await bench.client.listTemplates({ query: account }));
    expect(data.content.map(({ versionLabel }) => versionLabel).toSorted()).toEqual(['v1', 'v2']);
    granted(await bench.client.deleteTemplate({ path: second, query: account }));
    expect(granted(await get()).data.versionLabel).toBe('v1');
  });

  it('is refused with every place where it is wrong, and when its version is taken', async () => {
    const wrong = template('v1').replace('shell: Bash', 'shell: Fish');
    expect(denied(await bench.client.createTemplate({ body: wrong }))).toMatchObject({
      code: 'INVALID_TEMPLATE',
      problems: [{ line: 9, column: 14 }],
    });
    granted(await bench.client.createTemplate({ body: template('v1') }));
    expect(denied(await bench.client.createTemplate({ body: template('v1') })).code).toBe(
      'OBJECT_EXISTS',
    );
  });

  it('is part of what an execution keeps, whatever becomes of it', async () => {
    granted(await bench.client.createTemplate({ query: account, body: template('v1') }));
    granted(await bench.client.createPipeline({ body: pipeline('') }));
    const asked = granted(
      await bench.client.inputsTemplate({ query: { pipelineIdentifier: 'built' }, body: {} }),
    );
    expect(asked.data.inputSetTemplateYaml).toContain('value: <+input>');
    const begun = granted(await bench.client.executePipeline({ path, body: inputs }));
    const yaml = await compiled(begun.data.planExecutionId);
    expect(yaml).toContain('script: make');
    expect(yaml).toContain('value: "fast"');
    const change = { path: { template: 'build', versionLabel: 'v1' }, query: account };
    granted(await bench.client.updateTemplate({ ...change, body: template('v1', 'make all') }));
    expect(await compiled(begun.data.planExecutionId)).toBe(yaml);
    const again = granted(await bench.client.executePipeline({ path, body: inputs }));
    expect(await compiled(again.data.planExecutionId)).toContain('script: make all');
  });

  it('that is not there is told where it is named, by lint and by a run', async () => {
    const yaml = pipeline('                    versionLabel: v9\n');
    granted(await bench.client.createTemplate({ query: account, body: template('v1') }));
    const { problems } = granted(await bench.client.lintPipeline({ body: yaml }));
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'missing-template',
        message: 'The template account.build has no version "v9". It has v1.',
        line: 16,
        column: 34,
      }),
    );
    expect(problems).not.toContainEqual(expect.objectContaining({ code: 'unresolved-template' }));
    granted(await bench.client.createPipeline({ body: yaml }));
    expect(denied(await bench.client.executePipeline({ path }))).toMatchObject({
      code: 'INVALID_PIPELINE',
      problems: [{ code: 'missing-template', line: 16 }],
    });
  });

  it('is named when the fault is in it', async () => {
    const faulty = template('v1', 'echo <+stage.nmae>');
    granted(await bench.client.createTemplate({ query: account, body: faulty }));
    granted(await bench.client.createPipeline({ body: pipeline('') }));
    const begun = granted(await bench.client.executePipeline({ path, body: inputs }));
    await bench.settle();
    const execution = begun.data.planExecutionId;
    const shown = granted(await bench.client.getExecution({ path: { execution } }));
    expect(JSON.stringify(shown)).toContain('template account.build@v1, line 13, column 32');
  });
});

describe('a pipeline with a template', () => {
  beforeEach(async () => {
    granted(await bench.client.createPipeline({ body: pipeline('') }));
  });
  const read = async (getTemplatesResolvedPipeline?: boolean) =>
    granted(await bench.client.getPipeline({ path, query: { getTemplatesResolvedPipeline } })).data;

  it('is shown with the template in its place to whoever asks, in both spellings', async () => {
    granted(await bench.client.createTemplate({ query: account, body: template('v1') }));
    const { yamlPipeline, resolvedTemplatesPipelineYaml } = await read(true);
    expect(yamlPipeline).toBe(pipeline(''));
    expect(resolvedTemplatesPipelineYaml).toContain('script: make');
    expect((await read()).resolvedTemplatesPipelineYaml).toBe(pipeline(''));
    const v1 = granted(
      await bench.client.v1GetPipeline({
        path: { org: 'default', project: 'default_project', ...path },
        query: { template_applied: true },
      }),
    );
    expect(v1.template_applied_pipeline_yaml).toContain('script: make');
  });

  it('is not valid while the template is not there', async () => {
    expect((await read(true)).entityValidityDetails.valid).toBe(false);
  });
});
