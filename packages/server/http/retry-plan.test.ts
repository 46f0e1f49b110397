import { asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const YAML = SHIPPING.replace('script: "true"', `script: 'curl <+secrets.getValue("token")>'`);
const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
const SECRET_VALUE = 'hunter2-and-more';

/** Rights that can be taken away in the middle of a test. */
const lost = new Set<string>();
const rights = { allows: async (_: unknown, permission: string) => !lost.has(permission) };

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  lost.clear();
  bench = await openApiBench({ rights });
  granted(await bench.client.createSecret({ body: secret('token') }));
  granted(await bench.client.createPipeline({ body: YAML }));
  await bench.pass(asMilliseconds(1000));
  execution = await failAtCheck();
  await bench.pass(asMilliseconds(1000));
});
afterEach(() => bench.close());

const secret = (identifier: string) =>
  JSON.stringify({
    secret: {
      type: 'SecretText',
      identifier,
      name: identifier,
      ...PROJECT,
      spec: { value: SECRET_VALUE },
    },
  });

async function failAtCheck(): Promise<string> {
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'check'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

const CHANGED_UNIT = { stage: 'unit', step: null, change: 'changed' };

const plan = async () =>
  granted(await bench.client.planRetry({ path: { execution }, body: { from: ['lint'] } }));
const retry = (planDigest?: string) =>
  bench.client.retryExecution({
    path: { pipeline: 'shipping' },
    query: { planExecutionId: execution, retryStages: ['lint'], planDigest },
    body: '',
  });
const save = async (yaml: string) =>
  granted(await bench.client.updatePipeline({ path: { pipeline: 'shipping' }, body: yaml }));

describe('what has changed since an execution ran', () => {
  it('is nothing as long as nobody changes anything', async () => {
    expect((await plan()).changed).toEqual({
      definition: null,
      secrets: [],
      missingPermissions: [],
    });
  });

  it('is told of the pipeline down to the step, and nothing of it is used', async () => {
    await save(YAML.replace('identifier: push', 'identifier: deliver').replace('Stage unit', 'U'));
    expect((await plan()).changed.definition).toEqual({
      version: 2,
      unreadable: null,
      differences: [
        CHANGED_UNIT,
        { stage: 'ship', step: 'push', change: 'removed' },
        { stage: 'ship', step: 'deliver', change: 'added' },
      ],
    });
    const before = bench.delegate.ran.length;
    bench.delegate.script = () => ({ status: 'Success', outputs: {} });
    granted(await retry());
    await bench.settle();
    const ran = bench.delegate.ran.slice(before).map(({ taskId }) => stepIdentifier(taskId));
    expect(ran.toSorted()).toEqual(['check', 'push', 'test']);
  });

  it('is told of what was saved before the original definition was run again', async () => {
    await save(YAML.replace('Stage unit', 'U'));
    await bench.pass(asMilliseconds(1000));
    const changed = { version: 2, unreadable: null, differences: [CHANGED_UNIT] };
    const path = { execution, pipeline: 'shipping' };
    const query = { useOriginalDefinition: true };
    const rerun = granted(await bench.client.rerunExecution({ path, query, body: '' }));
    await bench.settle();
    execution = rerun.data.planExecutionId;
    expect((await plan()).changed.definition).toEqual(changed);
    const retried = granted(await retry());
    await bench.settle();
    execution = retried.data.planExecution.uuid;
    expect((await plan()).changed.definition).toEqual(changed);
  });

  it('is told of a template in the pipeline, and nothing of it is used', async () => {
    const template = (script: string) => `template:
  identifier: greet
  name: greet
  versionLabel: v1
  type: Step
  orgIdentifier: default
  projectIdentifier: default_project
  spec: {type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: ${script}}}}}
`;
    granted(await bench.client.createTemplate({ body: template('echo one') }));
    await save(`pipeline:
  identifier: shipping
  name: shipping
  stages:
    - stage:
        identifier: lint
        name: lint
        type: Custom
        spec: {execution: {steps: [{step: {identifier: check, name: check, template: {templateRef: greet}}}]}}
`);
    await bench.pass(asMilliseconds(1000));
    execution = await failAtCheck();
    await bench.pass(asMilliseconds(1000));
    const before = await plan();
    expect(before.changed.definition).toBeNull();
    const path = { template: 'greet', versionLabel: 'v1' };
    granted(
      await bench.client.updateTemplate({ path, query: PROJECT, body: template('echo two') }),
    );
    expect((await plan()).changed.definition).toEqual({
      version: 2,
      templates: [{ name: 'greet@stable', version: 2 }],
      onlyTemplates: true,
      unreadable: null,
      differences: [{ stage: 'lint', step: 'check', change: 'changed' }],
    });
    const refused = denied(await retry(before.digest));
    expect(refused.code).toBe('PLAN_CHANGED');
    expect(refused.message).toContain('templates in it were changed: greet@stable');
    granted(await retry((await plan()).digest));
    await bench.settle();
    expect(JSON.stringify(bench.delegate.ran.at(-1))).toContain('echo one');
  });

  it('is told of a pipeline that would not run any more, with the reason', async () => {
    await save(YAML.replace('type: ShellScript', 'type: TerraformPlan'));
    const { definition } = (await plan()).changed;
    expect(definition).toMatchObject({ version: 2, differences: [] });
    expect(definition?.unreadable).toContain('would not run');
  });

  it('is told of secrets by their names, and never by their values', async () => {
    granted(
      await bench.client.updateSecret({
        path: { secret: 'token' },
        query: PROJECT,
        body: secret('token'),
      }),
    );
    const found = await plan();
    expect(found.changed.secrets).toEqual([{ reference: 'token', change: 'saved', version: 2 }]);
    expect(JSON.stringify(found)).not.toContain(SECRET_VALUE);
    granted(await bench.client.deleteSecret({ path: { secret: 'token' }, query: PROJECT }));
    expect((await plan()).changed.secrets).toEqual([
      { reference: 'token', change: 'removed', version: null },
    ]);
  });

  it('is told of permissions that the caller has lost', async () => {
    lost.add('core_pipeline_retry');
    lost.add('core_secret_access');
    expect((await plan()).changed.missingPermissions).toEqual([
      'core_pipeline_retry',
      'core_secret_access of token',
    ]);
    expect(denied(await retry())).toMatchObject({ httpStatus: 403, code: 'FORBIDDEN' });
  });
});

describe('a retry by a plan that was shown', () => {
  it.each([
    ['the pipeline was saved', 'definition', () => save(`${YAML}# again\n`)],
    [
      'secrets were changed: token',
      'secrets',
      () => bench.client.deleteSecret({ path: { secret: 'token' }, query: PROJECT }),
    ],
    [
      'permissions are missing: core_secret_access of token',
      'permissions',
      async () => lost.add('core_secret_access'),
    ],
  ])('fails cleanly once %s, and says so', async (words, part, change) => {
    const { digest } = await plan();
    await change();
    const refused = denied(await retry(digest));
    expect(refused).toMatchObject({ httpStatus: 409, code: 'PLAN_CHANGED' });
    expect(refused.metadata['changed']).toEqual([part]);
    expect(refused.message).toContain(words);
    const again = await retry((await plan()).digest);
    // What somebody lacks, no plan gives them; everything else is theirs to accept.
    if (part !== 'permissions') granted(again);
    else expect(denied(again)).toMatchObject({ httpStatus: 403, code: 'FORBIDDEN' });
  });
});

it.each(['', 'sha256:3f0c…', 'abc'])(
  'a retry under the digest %j, which no plan has, is refused before anything is looked at',
  async (digest) => {
    const path = `/pipeline/api/pipeline/execute/retry/${execution}?retryStages=lint&planDigest=`;
    const answer = await bench.send('PUT', path + encodeURIComponent(digest));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('planDigest must be sha256: and 64 hexadecimal digits');
    granted(await retry((await plan()).digest));
  },
);

it('a plan that was shown for other stages is not said to have changed for certain', async () => {
  await save(YAML.replace('Stage unit', 'U'));
  const body = { from: ['build'] };
  const other = granted(await bench.client.planRetry({ path: { execution }, body }));
  const refused = denied(await retry(other.digest));
  expect(refused.metadata['changed']).toEqual(['definition', 'request']);
  expect(refused.message).toContain('is version 2 now; or it is of another execution');
});

it('a plan that is refused says from which stages one could be made', async () => {
  const refused = denied(
    await bench.client.planRetry({ path: { execution }, body: { from: ['ship'] } }),
  );
  expect(refused.code).toBe('STAGE_NOT_STARTED');
  expect(refused.metadata['decisions']).toContainEqual({
    identifier: 'ship',
    startsHere: false,
    reason: 'it never started',
  });
});

it('an execution shows why each of its stages was reused or run', async () => {
  const begun = granted(await retry()).data.planExecutionId;
  const { data } = granted(await bench.client.getExecution({ path: { execution: begun } }));
  const stages = Object.values(data.executionGraph.nodeMap).filter(({ kind }) => kind === 'stage');
  expect(
    stages.map(({ identifier, reused, runReason }) => [identifier, reused?.reason ?? runReason]),
  ).toEqual([
    ['build', 'it ended Success and comes before lint'],
    ['unit', 'it runs in parallel with lint, and all of them run'],
    ['lint', 'the retry starts from it'],
    ['ship', 'it comes after lint'],
  ]);
});
