import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { inputsOf, SELECTIVE, SHIPPING, TAG_OF_BUILD, WITH_INPUTS } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  for (const body of [WITH_INPUTS, SELECTIVE, SHIPPING]) {
    granted(await bench.client.createPipeline({ body }));
  }
});
afterEach(() => bench.close());

async function run(pipeline: string, body = ''): Promise<string> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline }, body }));
  await bench.settle();
  return begun.data.planExecutionId;
}
const rerun = async (execution: string, body = '', query: object = {}, pipeline = 'asking') => {
  const answer = await bench.client.rerunExecution({ path: { execution, pipeline }, query, body });
  await bench.settle();
  return answer;
};
const change = async (body: string, pipeline = 'asking') =>
  granted(await bench.client.updatePipeline({ path: { pipeline }, body }));

function lastScript() {
  const task = bench.delegate.ran.at(-1)?.task;
  return task?.type === 'ShellScript' ? task.script : undefined;
}

describe('a rerun', () => {
  it('runs the latest definition with the inputs of the execution, and says so', async () => {
    const first = await run('asking', inputsOf('1.0'));
    await change(WITH_INPUTS.replace('echo', 'print'));
    const begun = granted(await rerun(first)).data;
    expect(lastScript()).toBe('print 1.0');
    expect(begun.explanation).toBe(
      `Runs the definition as it is stored now, with the inputs of execution ${first}, its one stage.`,
    );
  });

  it('takes what is given over the inputs that it had, and keeps the others', async () => {
    const first = await run('asking', inputsOf('1.0', 'red'));
    granted(await rerun(first, inputsOf('2.0')));
    expect(lastScript()).toBe('echo 2.0');
    const third = granted(await rerun(first, inputsOf('3.0'))).data;
    expect(third.explanation).toContain('and the given ones over them');
  });

  it('forgets an input that the pipeline no longer asks for', async () => {
    const first = await run('asking', inputsOf('1.0', 'red'));
    await change(WITH_INPUTS.replace('<+input>.default(blue)', 'green'));
    granted(await rerun(first));
    expect(lastScript()).toBe('echo 1.0');
  });

  it('knows what it was run again from, and from what that was', async () => {
    const first = await run('asking', inputsOf('1.0'));
    const second = granted(await rerun(first)).data.planExecutionId;
    const third = granted(await rerun(second)).data.planExecutionId;
    const of = async (execution: string) =>
      granted(await bench.client.getExecution({ path: { execution } })).data
        .pipelineExecutionSummary.executionTriggerInfo;
    expect(await of(first)).toMatchObject({ isRerun: false, rerunInfo: null });
    expect(await of(third)).toMatchObject({
      isRerun: true,
      rerunInfo: { rootExecutionId: first, prevExecutionId: second, definition: 'latest' },
    });
  });

  it('ignores given inputs where the pipeline as it is now fixes them, and says so', async () => {
    const first = await run('asking', inputsOf('1.0'));
    await change(WITH_INPUTS.replace('  stages:', '  fixedInputsOnRerun: true\n  stages:'));
    const { explanation } = granted(await rerun(first, inputsOf('2.0'))).data;
    expect(lastScript()).toBe('echo 1.0');
    expect(explanation).toContain(
      'the given ones are ignored: the pipeline has fixedInputsOnRerun',
    );
  });

  it('takes input sets by name', async () => {
    const query = { pipelineIdentifier: 'asking' };
    const body = `inputSet: {identifier: other, name: o, pipeline: {identifier: asking, variables: [{name: version, type: String, value: "9"}]}}`;
    granted(await bench.client.createInputSet({ query, body }));
    const execution = await run('asking', inputsOf('1.0'));
    const path = { execution, pipeline: 'asking' };
    granted(
      await bench.client.rerunWithInputSets({ path, body: { inputSetReferences: ['other'] } }),
    );
    await bench.settle();
    expect(lastScript()).toBe('echo 9');
  });

  it('is refused of another pipeline, of a pipeline that is gone, and of no execution', async () => {
    const first = await run('asking', inputsOf('1.0'));
    expect(denied(await rerun(first, '', {}, 'shipping')).code).toBe('IDENTIFIER_MISMATCH');
    expect(denied(await rerun('nothing')).code).toBe('EXECUTION_NOT_FOUND');
    granted(await bench.client.deletePipeline({ path: { pipeline: 'asking' } }));
    expect(denied(await rerun(first)).code).toBe('PIPELINE_NOT_FOUND');
  });
});

describe('a rerun of the original definition', () => {
  const original = { useOriginalDefinition: true };

  it('runs what that execution ran, whatever the pipeline says by now', async () => {
    const first = await run('asking', inputsOf('1.0'));
    await change(WITH_INPUTS.replace('echo', 'print'));
    const { explanation } = granted(await rerun(first, '', original)).data;
    expect(lastScript()).toBe('echo 1.0');
    expect(explanation).toBe(
      `Runs the definition and the inputs of execution ${first} as they were, its one stage.`,
    );
  });

  it('refuses other inputs, and takes the same ones', async () => {
    const first = await run('asking', inputsOf('1.0'));
    expect(denied(await rerun(first, inputsOf('2.0'), original)).code).toBe('INPUTS_DIFFER');
    granted(await rerun(first, inputsOf('1.0'), original));
  });

  it('of a selective run runs the same stages', async () => {
    const body = { stageIdentifiers: ['unit'] };
    const path = { pipeline: 'selective' };
    const first = granted(await bench.client.executeStages({ path, body })).data.planExecutionId;
    const again = granted(await rerun(first, '', original, 'selective')).data;
    expect(again.explanation).toContain('as they were, only stage unit.');
  });

  it('of a selective run passes by no gate that the pipeline has by now', async () => {
    const body = { stageIdentifiers: ['unit'] };
    const path = { pipeline: 'selective' };
    const first = granted(await bench.client.executeStages({ path, body })).data.planExecutionId;
    const gate = 'type: Custom\n        tags: {reprise.gate: "true"}';
    await change(SELECTIVE.replace('type: Custom', gate), 'selective');
    expect(denied(await rerun(first, '', original, 'selective')).code).toBe('GATE_LEFT_OUT');
  });
});

describe('a rerun of some stages', () => {
  const inputs =
    'pipeline: {identifier: selective, stages: [{stage: {identifier: build, variables: [{name: colour, type: String, value: red}]}}]}';
  const rerunStages = (execution: string, stageIdentifiers: string[], more: object = {}) =>
    bench.client.rerunStages({
      path: { execution, pipeline: 'selective' },
      body: { stageIdentifiers, ...more },
    });
  const publish = (tag: string) => {
    bench.delegate.script = ({ taskId }) => ({
      status: 'Success',
      outputs: stepIdentifier(taskId) === 'compile' ? { outputVariables: { tag } } : {},
    });
  };

  it('takes what they ask of the others from that execution, as data', async () => {
    publish('v7 <+pipeline.name>');
    const execution = await run('selective', inputs);
    granted(await rerunStages(execution, ['ship']));
    await bench.settle();
    expect(lastScript()).toBe('push v7 <+pipeline.name> of ship');
  });

  it('prefers the value that is given', async () => {
    publish('v7');
    const execution = await run('selective', inputs);
    granted(await rerunStages(execution, ['ship'], { expressionValues: { [TAG_OF_BUILD]: 'v8' } }));
    await bench.settle();
    expect(lastScript()).toBe('push v8 of ship');
  });

  it('asks for what that execution does not know', async () => {
    bench.delegate.script = () => ({
      status: 'Failed',
      failure: { message: 'no', types: ['Unknown'] },
    });
    const execution = await run('selective', inputs);
    expect(denied(await rerunStages(execution, ['ship'])).code).toBe('VALUE_MISSING');
  });
});

describe('a rerun asks for the permission now', () => {
  it('whoever started the execution then', async () => {
    await bench.close();
    let allowed = true;
    bench = await openApiBench({ rights: { allows: async () => allowed } });
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    const execution = await run('shipping');
    allowed = false;
    expect(denied(await rerun(execution, '', {}, 'shipping')).code).toBe('FORBIDDEN');
    expect(
      denied(await rerun(execution, '', { useOriginalDefinition: true }, 'shipping')).code,
    ).toBe('FORBIDDEN');
  });
});
