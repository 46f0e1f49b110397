import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SELECTIVE, SHIPPING, TAG_OF_BUILD } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  for (const body of [SELECTIVE, SHIPPING]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

const path = { pipeline: 'selective' };
const runStages = (stageIdentifiers: string[], more: object = {}) =>
  bench.client.executeStages({ path, body: { stageIdentifiers, ...more } });

async function detail(execution: string) {
  await bench.settle();
  return granted(await bench.client.getExecution({ path: { execution } })).data;
}
const scripts = () =>
  bench.delegate.ran.map(({ taskId, task }) => [
    stepIdentifier(taskId),
    task.type === 'ShellScript' ? task.script : null,
  ]);

describe('the list of stages', () => {
  it('says what each needs before anything runs', async () => {
    const query = { pipelineIdentifier: 'selective' };
    const { data } = granted(await bench.client.stagesExecutionList({ query }));
    expect(
      data.map((each) => [each.stageIdentifier, each.stagesRequired, each.toBeBlocked]),
    ).toEqual([
      ['build', [], false],
      ['unit', [], false],
      ['lint', [], false],
      ['ship', [], false],
      ['sign', [], false],
      ['tell', ['sign'], true],
    ]);
    expect(data[3]).toMatchObject({
      expressions: [{ expression: TAG_OF_BUILD, stageIdentifier: 'build' }],
      message: `It asks other stages by ${TAG_OF_BUILD}.`,
    });
    expect(data[4]).toMatchObject({ gate: true, message: 'Runs on its own.' });
  });
});

describe('the inputs of some stages', () => {
  it('are asked for with the expressions that need a value', async () => {
    const query = { pipelineIdentifier: 'selective' };
    const of = async (stageIdentifiers: string[]) =>
      granted(await bench.client.inputsTemplate({ query, body: { stageIdentifiers } })).data;
    expect((await of(['ship'])).replacedExpressions).toEqual([TAG_OF_BUILD]);
    expect((await of(['build', 'ship'])).replacedExpressions).toEqual([]);
    expect((await of(['ship'])).inputSetTemplateYaml).toBeNull();
    expect((await of(['build'])).inputSetTemplateYaml).toContain('colour');
  });
});

describe('a selective run', () => {
  it('runs the chosen stages only, shows no others, and says which', async () => {
    const expressionValues = { [TAG_OF_BUILD]: 'v1' };
    const begun = granted(await runStages(['ship', 'unit'], { expressionValues })).data;
    expect(begun.explanation).toBe(
      'Runs the definition as it is stored now, with no inputs, only the stages unit, ship.',
    );
    const { pipelineExecutionSummary: summary } = await detail(begun.planExecutionId);
    expect(summary).toMatchObject({
      status: 'Success',
      stagesExecution: true,
      stagesExecuted: ['unit', 'ship'],
      stagesExecutedNames: { unit: 'Stage unit', ship: 'Stage ship' },
      totalStagesCount: 2,
    });
    expect(Object.values(summary.layoutNodeMap).map((each) => each.nodeIdentifier)).toEqual([
      'unit',
      'ship',
    ]);
    expect(scripts()).toEqual([
      ['test', 'true'],
      ['push', 'push v1 of unit,ship'],
    ]);
  });

  it('takes the inputs of the whole pipeline, and needs only those of its stages', async () => {
    const runtimeInputYaml =
      'pipeline: {identifier: selective, stages: [{stage: {identifier: build, variables: [{name: colour, type: String, value: red}]}}]}';
    granted(await runStages(['unit'], { runtimeInputYaml }));
    granted(await runStages(['build'], { runtimeInputYaml }));
    expect(denied(await runStages(['build'])).code).toBe('INVALID_INPUTS');
  });

  it('is bounded by what was selected when it is retried', async () => {
    bench.delegate.script = ({ taskId }) =>
      stepIdentifier(taskId) === 'check'
        ? { status: 'Failed', failure: { message: 'no', types: ['Unknown'] } }
        : { status: 'Success', outputs: {} };
    const begun = granted(await runStages(['unit', 'lint'])).data;
    await bench.settle();
    bench.delegate.script = () => ({ status: 'Success', outputs: {} });
    const execution = begun.planExecutionId;
    const { groups } = granted(await bench.client.retryStages({ path: { execution } })).data;
    expect(groups.flatMap(({ info }) => info.map(({ identifier }) => identifier))).toEqual([
      'unit',
      'lint',
    ]);
    const query = { runAllStages: false };
    const again = granted(
      await bench.client.retryFailedStages({ path: { execution }, query }),
    ).data;
    expect(again.explanation).toContain(
      `execution ${execution} as they were, from lint; unit reused`,
    );
    const { pipelineExecutionSummary: summary } = await detail(again.planExecutionId);
    expect(summary).toMatchObject({ status: 'Success', stagesExecuted: ['unit', 'lint'] });
  });

  it('is refused with every expression that has no value, and where another stage must come along', async () => {
    const missing = denied(await runStages(['ship']));
    expect(missing).toMatchObject({
      code: 'VALUE_MISSING',
      metadata: { expressions: [{ expression: TAG_OF_BUILD, stage: 'build' }] },
    });
    expect(denied(await runStages(['tell']))).toMatchObject({
      code: 'GATE_LEFT_OUT',
      metadata: { stagesRequired: ['sign'] },
    });
    expect(denied(await runStages([])).code).toBe('NO_STAGE_NAMED');
    expect(denied(await runStages(['nowhere'])).code).toBe('STAGE_NOT_FOUND');
    const whole = { path: { pipeline: 'shipping' }, body: { stageIdentifiers: ['build'] } };
    expect(denied(await bench.client.executeStages(whole)).code).toBe(
      'STAGE_EXECUTION_NOT_ALLOWED',
    );
    expect(bench.delegate.ran).toEqual([]);
  });

  it('asks again for a stage that an input takes something over from', async () => {
    granted(
      await bench.client.createPipeline({
        body: SELECTIVE.replace('identifier: selective', 'identifier: taking').replace(
          'name: Stage unit',
          'name: Stage unit\n            delegateSelectors: <+input>',
        ),
      }),
    );
    const runtimeInputYaml =
      'pipeline: {identifier: taking, stages: [{stage: {identifier: unit, delegateSelectors: {useFromStage: build}}}]}';
    const body = { stageIdentifiers: ['unit'], runtimeInputYaml };
    const answer = denied(await bench.client.executeStages({ path: { pipeline: 'taking' }, body }));
    expect(answer).toMatchObject({
      code: 'STAGE_REQUIRED',
      metadata: { stagesRequired: ['build'] },
    });
  });
});
