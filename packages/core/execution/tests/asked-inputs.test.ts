import { askedOfPeople, nextWake, viewNode } from '@reprise/core/execution';
import { type FailureAction, type Pipeline, parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { onFailure, retryUpTo } from '../testing/pipelines.ts';
import { ada, bob, Run } from '../testing/run.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

const step = (identifier: string, script: string, extra = '') => `
              - step:
                  identifier: ${identifier}
                  name: ${identifier}
                  type: ShellScript
                  ${extra}
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: "${script}"}}`;

const stage = (identifier: string, steps: string, variables = '', extra = '') => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: Custom
        ${extra}
        variables: [${variables}]
        spec:
          execution:
            steps:${steps}`;

const asked = (name: string, suffixes = '', type = 'String') =>
  `{name: ${name}, type: ${type}, value: "<+input>.executionInput()${suffixes}"}`;

function pipeline(...stages: readonly string[]): Pipeline {
  const yaml = `pipeline:\n  identifier: release\n  name: Release\n  stages:${stages.join('')}\n`;
  const { pipeline: read, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  if (read === null) throw new Error('the pipeline cannot be read');
  return read;
}

const give = (run: Run, node: string, values: Readonly<Record<string, string>>) =>
  run.perform({ type: 'GiveInputs', node: run.key(node), by: bob, values });

const stepThatAsks = pipeline(
  stage('s', step('x', '<+input>.executionInput()') + step('y', '<+steps.x.name>')),
);
const stageThatAsks = pipeline(
  stage(
    's',
    step('x', 'deploy <+stage.variables.env>'),
    asked('env', '.default(dev)'),
    'timeout: 1h',
  ),
  stage('t', step('y', 'test <+pipeline.stages.s.variables.env>')),
);

describe('a step that asks for inputs', () => {
  it('waits for them when its turn has come, and shows it', () => {
    const run = Run.start(stepThatAsks);
    expect(run.happened().at(-1)).toBe('InputRequested x');
    expect([run.status('x'), run.status('s'), run.status('release')]).toEqual(
      Array.from({ length: 3 }, () => 'InputWaiting'),
    );
    expect(viewNode(run.state, run.key('x')).asking).toMatchObject({
      names: ['source.spec.script'],
      deadline: run.now + DAY,
    });
  });

  it.each([
    ['a step', stepThatAsks, 'x', ['source.spec.script'], DAY],
    ['a stage', stageThatAsks, 's', ['env'], HOUR],
  ] as const)('%s is what people are asked for, until when', (_what, asking, node, names, wait) => {
    const run = Run.start(asking);
    expect(askedOfPeople(run.state)).toMatchObject([
      { kind: 'inputs', node: run.key(node), deadline: run.now + wait },
    ]);
    const [asked] = askedOfPeople(run.state);
    const inputs = asked?.kind === 'inputs' ? asked.asks.inputs : [];
    expect(inputs.map(({ name }) => name)).toEqual(names);
  });

  it('is given it in the place that asks, and in no other on its line', () => {
    const inline =
      '{shell: Bash, source: {type: Inline, spec: {script: "<+input>.executionInput()"}}, environmentVariables: [{name: A, type: String, value: "of <+pipeline.name>"}]}';
    const asks = `
              - step: {identifier: x, name: x, type: ShellScript, spec: ${inline}}`;
    const run = Run.start(pipeline(stage('s', asks)));
    give(run, 'x', { 'source.spec.script': 'given' });
    const node = run.state.nodes.get(run.key('x'));
    expect(node).toMatchObject({
      work: { task: { script: 'given', environment: { A: 'of Release' } } },
    });
    expect(viewNode(run.state, run.key('x')).asking).toBeNull();
  });

  it('runs with what it is given, which is data and never evaluated', () => {
    const run = Run.start(stepThatAsks);
    give(run, 'x', { 'source.spec.script': 'echo <+pipeline.name> <+secrets.getValue("s")>' });
    expect(run.happened()).toEqual(['InputGiven x', 'StepScheduled x']);
    expect(run.scriptOf('x')).toBe('echo <+pipeline.name> <+secrets.getValue("s")>');
    expect(viewNode(run.state, run.key('x'))).toMatchObject({
      asking: null,
      inputs: { 'source.spec.script': expect.stringContaining('echo') },
    });
  });

  it('keeps its inputs when it is tried again', () => {
    const [entry] = stepThatAsks.stages;
    if (entry?.kind !== 'stage') throw new Error('no stage');
    const failureStrategies = [onFailure(retryUpTo(1))];
    const again = { ...entry.stage, failureStrategies };
    const run = Run.start({ ...stepThatAsks, stages: [{ kind: 'stage', stage: again }] });
    give(run, 'x', { 'source.spec.script': 'flaky' });
    run.fail('x');
    run.passToWake();
    expect([run.status('x'), run.scriptOf('x'), run.attempt('x')]).toEqual(['Queued', 'flaky', 2]);
  });

  it('is refused values that it cannot take, all of them at once', () => {
    const run = Run.start(
      pipeline(
        stage(
          's',
          step('x', '<+stage.variables.env>'),
          [
            asked('env', '.allowedValues(dev,prod)'),
            asked('tag', '.regex(v.+)'),
            asked('note'),
          ].join(', '),
        ),
      ),
    );
    const command = { type: 'GiveInputs', node: run.key('s'), by: bob } as const;
    const refused = run.refusal({ ...command, values: { env: 'qa', tag: 'x1', nte: 'a' } });
    expect(refused.code).toBe('EXECUTION_INPUT_INVALID');
    expect(refused.facts['problems']).toEqual([
      'nothing called "nte" is asked for. Did you mean "note"?',
      'env is not one of dev, prod',
      'tag does not match the pattern v.+',
      'note has no value',
    ]);
    expect(run.refusal({ ...command, node: run.key('x'), values: {} }).code).toBe(
      'NOT_WAITING_FOR_INPUT',
    );
  });

  it('fails with InputTimeoutError when nobody gives them in time', () => {
    const run = Run.start(stepThatAsks);
    run.pass(DAY - 1);
    expect(nextWake(run.state)).toBe(run.now + 1);
    run.pass(1);
    expect([run.status('x'), run.status('release')]).toEqual(['Expired', 'Expired']);
    expect(viewNode(run.state, run.key('x')).failure).toEqual({
      message: 'nobody gave its inputs within 1d',
      types: ['InputTimeoutError'],
    });
  });

  it('ends when the execution is aborted, or somebody marks it as failed', () => {
    const aborted = Run.start(stepThatAsks);
    aborted.abort();
    expect([aborted.status('x'), aborted.status('release')]).toEqual(['Aborted', 'Aborted']);
    const marked = Run.start(stepThatAsks);
    marked.markFailed('x');
    expect([marked.status('x'), marked.status('release')]).toEqual(['Failed', 'Failed']);
  });
});

/** The pipeline with this strategy on its first stage. */
function withStrategy(of: Pipeline, action: FailureAction | 'Ignore' | 'Abort'): Pipeline {
  const [first, ...others] = of.stages;
  if (first?.kind !== 'stage') throw new Error('no stage');
  const failureStrategies = [onFailure(action, 'InputTimeoutError')];
  const changed = { kind: 'stage', stage: { ...first.stage, failureStrategies } } as const;
  return { ...of, stages: [changed, ...others] };
}

describe('a stage that asks for inputs', () => {
  it('begins nothing before it has them, and its limit in time counts from then', () => {
    const run = Run.start(stageThatAsks);
    expect(run.happened()).toEqual([
      'ExecutionCreated',
      'NodeStarted pipeline',
      'NodeStarted s',
      'InputRequested s',
    ]);
    expect([run.status('s'), run.status('x')]).toEqual(['InputWaiting', 'NotStarted']);
    run.pass(1_800_000);
    give(run, 's', { env: '<+prod>' });
    expect(viewNode(run.state, run.key('s')).asking).toBeNull();
    expect(run.scriptOf('x')).toBe('deploy <+prod>');
    run.pass(3_599_999);
    expect(run.status('s')).toBe('Running');
    run.succeed('x');
    expect(run.scriptOf('y')).toBe('test <+prod>');
  });

  it('expires when that limit is over', () => {
    const run = Run.start(stageThatAsks);
    run.pass(1_800_000);
    give(run, 's', {});
    run.pass(3_600_000);
    expect([run.status('x'), run.status('s')]).toEqual(['Expired', 'Expired']);
  });

  it('ends at once when nothing in it has a turn', () => {
    const skipped = step('x', 'x', 'when: {stageStatus: Success, condition: "false"}');
    const run = Run.start(pipeline(stage('s', skipped, asked('env'))));
    give(run, 's', { env: 'dev' });
    expect(run.status('release')).toBe('Success');
  });

  it('goes on waiting after a pause', () => {
    const run = Run.start(stageThatAsks);
    run.pause();
    run.resume();
    expect([run.status('s'), run.status('x')]).toEqual(['InputWaiting', 'NotStarted']);
    give(run, 's', {});
    expect(run.status('x')).toBe('Queued');
  });

  it('is refused an empty value for what is required, and takes it for anything else', () => {
    const needs = (required: boolean) =>
      pipeline(
        stage(
          's',
          step('x', 'x'),
          `{name: env, type: String, required: ${required}, value: "<+input>.executionInput()"}`,
        ),
      );
    const strict = Run.start(needs(true));
    const empty = {
      type: 'GiveInputs',
      node: strict.key('s'),
      by: bob,
      values: { env: '' },
    } as const;
    expect(strict.refusal(empty).message).toContain('env is required and has no value');
    const lenient = Run.start(needs(false));
    give(lenient, 's', { env: '' });
    expect(lenient.status('x')).toBe('Queued');
    give(strict, 's', { env: 'dev' });
    expect(strict.status('x')).toBe('Queued');
  });

  it('takes the default of what is left out', () => {
    const run = Run.start(stageThatAsks);
    give(run, 's', {});
    expect(run.scriptOf('x')).toBe('deploy dev');
  });

  it('is worth null to others before its turn', () => {
    const run = Run.start(
      pipeline(
        stage('a', step('x', 'is it <+pipeline.stages.b.variables.v == null>')),
        stage('b', step('y', 'y'), asked('v')),
      ),
    );
    expect(run.scriptOf('x')).toBe('is it true');
  });

  it('gives a variable of the type Secret the secret that is named, never its value', () => {
    const run = Run.start(
      pipeline(
        stage('s', step('x', 'login <+stage.variables.token>'), asked('token', '', 'Secret')),
      ),
    );
    give(run, 's', { token: 'account.deploy_token' });
    expect(run.scriptOf('x')).toEqual(['login ', { secret: 'account.deploy_token' }]);
  });

  it('goes on with the defaults when its strategy says so', () => {
    const run = Run.start(withStrategy(stageThatAsks, { type: 'ProceedWithDefaultValues' }));
    run.pass(3_600_000);
    expect([run.status('s'), run.scriptOf('x')]).toEqual(['Running', 'deploy dev']);
  });

  it('fails when its strategy says so and something has no default', () => {
    const asks = pipeline(stage('s', step('x', 'x'), asked('env')));
    const run = Run.start(withStrategy(asks, { type: 'ProceedWithDefaultValues' }));
    run.pass(DAY);
    expect(run.status('s')).toBe('Failed');
    expect(viewNode(run.state, run.key('s')).failure?.message).toContain('env has no value');
  });

  it.each([
    ['Ignore', 'IgnoreFailed', 'Running'],
    ['Abort', 'Aborted', 'Aborted'],
  ] as const)('%s: it ends %s, and the execution is %s', (action, status, all) => {
    const run = Run.start(withStrategy(stageThatAsks, action));
    run.pass(3_600_000);
    expect([run.status('s'), run.status('release')]).toEqual([status, all]);
  });

  it('expires when nothing rescues it, and what comes after does not run', () => {
    const run = Run.start(stageThatAsks);
    run.pass(3_600_000);
    expect([run.status('s'), run.status('t'), run.status('release')]).toEqual([
      'Expired',
      'NotStarted',
      'Expired',
    ]);
  });

  it('ends with the execution when that is aborted, and fails when somebody marks it', () => {
    const aborted = Run.start(stageThatAsks);
    aborted.abort();
    expect([aborted.status('s'), aborted.status('release')]).toEqual(['Aborted', 'Aborted']);
    const marked = Run.start(stageThatAsks);
    marked.markFailed('s');
    expect([marked.status('s'), marked.status('release')]).toEqual(['Failed', 'Failed']);
  });
});

describe('inputs in a loop and in a retry', () => {
  const looped = pipeline(
    stage(
      's',
      step('x', 'deploy <+stage.variables.env>'),
      asked('env'),
      'strategy: {matrix: {region: [eu, us]}}',
    ),
  );

  it('are asked for by each instance for itself', () => {
    const run = Run.start(looped);
    give(run, 'pipeline.stages.s-eu', { env: 'one' });
    expect([run.status('pipeline.stages.s-eu'), run.status('pipeline.stages.s-us')]).toEqual([
      'Running',
      'InputWaiting',
    ]);
  });

  it('stay with a reused stage, and are asked for again by one that runs', () => {
    const run = Run.start(
      pipeline(
        stage('a', step('x', 'x'), asked('v')),
        stage('b', step('y', 'of <+pipeline.stages.a.variables.v>'), asked('w')),
      ),
    );
    give(run, 'a', { v: 'first' });
    run.succeed('x');
    give(run, 'b', { w: 'second' });
    run.fail('y');
    const retried = run.retry({ from: ['b'] }, ada);
    expect(viewNode(retried.state, retried.key('a')).inputs).toEqual({ v: 'first' });
    expect(retried.status('b')).toBe('InputWaiting');
    give(retried, 'b', { w: 'third' });
    expect(retried.scriptOf('y')).toBe('of first');
  });
});

it('a group that waits for inputs has failed when its stage is rolled back', () => {
  const group = `
              - parallel:
                - step:
                    identifier: x
                    name: x
                    type: ShellScript
                    failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
                    spec: {shell: Bash, source: {type: Inline, spec: {script: x}}}
                - stepGroup:
                    identifier: g
                    name: g
                    variables: [${asked('v')}]
                    steps:
                      - step: {identifier: y, name: y, type: Wait, spec: {duration: 10s}}`;
  const run = Run.start(pipeline(stage('s', group)));
  expect(run.status('s')).toBe('Running');
  run.fail('x');
  expect([run.status('g'), run.status('s')]).toEqual(['Failed', 'Failed']);
  expect(nextWake(run.state)).toBeNull();
});
