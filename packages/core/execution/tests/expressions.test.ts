import { EXPRESSION_ROOTS } from '@reprise/core/expression';
import { describe, expect, it } from 'vitest';
import { expressionRoots } from '../lookup/lookup.ts';
import {
  approval,
  group,
  onFailure,
  parallelStages,
  pipeline,
  retryUpTo,
  script,
  stage,
  text,
  variable,
} from '../testing/pipelines.ts';
import { ada, bob, Run } from '../testing/run.ts';

const producer = script('produce', { outputs: ['VERSION', 'UNSET'] });
const output = 'pipeline.stages.build.spec.execution.steps.produce.output.outputVariables';

/** Runs `produce`, then shows what the script `source` of a later stage became. */
function resolved(source: string, outputs: Record<string, string> = { VERSION: '1.2' }): unknown {
  const run = Run.start(
    pipeline(
      [
        stage('build', [producer]),
        stage(
          'deploy',
          [group('g', [script('use', { source })], { variables: [variable('in', 'G')] })],
          {
            variables: [variable('region', 'eu-<+pipeline.variables.zone>')],
            tags: { team: 'core' },
          },
        ),
      ],
      { variables: [variable('zone', '1'), variable('count', '3', 'Number')], tags: { a: 'b' } },
    ),
  );
  run.succeed('produce', outputs);
  return run.scriptOf('use') ?? failureOf(run, 'use');
}

function failureOf(run: Run, name: string): string | undefined {
  const node = run.state.nodes.get(run.key(name));
  return node?.phase === 'ended' ? node.failure?.message : undefined;
}

describe('an expression sees', () => {
  it.each([
    [
      '<+pipeline.name> <+pipeline.identifier> <+pipeline.executionId>',
      'Release release execution-1',
    ],
    ['<+pipeline.sequenceId> <+pipeline.startTs>', '7 1000000'],
    ['<+pipeline.orgIdentifier>/<+pipeline.projectIdentifier>', 'default/default_project'],
    [
      '<+account.identifier>/<+org.identifier>/<+project.identifier>',
      'default/default/default_project',
    ],
    ['<+pipeline.triggerType> by <+pipeline.triggeredBy.name>', 'MANUAL by ada'],
    ['<+pipeline.tags.a> <+stage.tags.team>', 'b core'],
    ['<+stage.name> <+stage.identifier> <+stage.type>', 'deploy deploy Custom'],
    ['<+step.name> <+step.identifier> <+step.type>', 'use use ShellScript'],
    ['<+stepGroup.identifier> <+stepGroup.variables.in>', 'g G'],
    ['<+stage.variables.region>', 'eu-1'],
    ['<+pipeline.stages.deploy.variables.region>', 'eu-1'],
    ['<+<+pipeline.variables.count> + 1>', '4'],
    [`<+${output}.VERSION>`, '1.2'],
    [
      '<+pipeline.stages.build.status> <+pipeline.stages.build.currentStatus>',
      'SUCCEEDED SUCCEEDED',
    ],
    ['<+stage.status> <+pipeline.currentStatus>', 'RUNNING RUNNING'],
    ['<+execution.steps.g.status> <+steps.use.name>', 'RUNNING use'],
    ['<+execution.steps.g.steps.use.name> <+steps.g.name>', 'use g'],
    ['<+pipeline.stages.build.spec.execution.steps.produce.status>', 'SUCCEEDED'],
    ['<+pipeline.stages.build.spec.execution.steps.produce.retryCount>', '0'],
  ])('%s', (source, expected) => {
    expect(resolved(source)).toBe(expected);
  });
});

it('gives null for what exists and has not been reached, and for an output that was left unset', () => {
  expect(resolved(`[<+${output}.UNSET>]`)).toBe('[null]');
  const run = Run.start(
    pipeline([
      stage('first', [
        script('use', { source: `[<+${output}.VERSION>][<+pipeline.stages.build.status>]` }),
      ]),
      stage('build', [producer]),
    ]),
  );
  expect(run.scriptOf('use')).toBe('[null][null]');
});

describe('a name that does not exist fails the step, at its place in the file', () => {
  it.each([
    ['<+pipeline.stages.nope.status>', 'nope'],
    [`<+${output}.NOPE>`, 'NOPE'],
    ['<+execution.steps.nope.output>', 'nope'],
    ['<+pipeline.stages["build.spec.execution.steps.produce"].name>', 'build.spec'],
    ['<+execution.steps["g.steps.use"].name>', 'g.steps.use'],
    ['<+pipeline.variables.nope>', 'nope'],
    ['<+pipeline.constructor>', 'constructor'],
    ['<+pipeline.tags.__proto__>', '__proto__'],
    ['<+nonsense>', 'nonsense'],
  ])('%s', (source, name) => {
    expect(resolved(source)).toMatch(/^line 1, column \d+: /);
    expect(resolved(source)).toContain(name);
  });

  it('and the step never reaches a delegate', () => {
    const run = Run.start(
      pipeline([
        stage('s', [
          { ...script('x'), spec: { ...scriptSpec, script: text('echo\n<+stage.nope>', 12, 5) } },
        ]),
      ]),
    );
    expect(run.effects).toEqual([]);
    expect(run.status('release')).toBe('Failed');
    expect(run.state.nodes.get(run.key('x'))).toMatchObject({
      attempts: 1,
      failure: { types: ['ConfigurationFailure'], message: expect.stringMatching(/^line 13, /) },
    });
  });
});

const scriptSpec = {
  type: 'ShellScript',
  shell: 'Bash',
  environment: [],
  outputs: [],
  delegateSelectors: [],
} as const;

it('refuses a step that asks for its own output', () => {
  for (const own of ['step', 'steps.use', 'execution.steps.g.steps.use']) {
    expect(resolved(`<+${own}.output.outputVariables.X>`)).toContain('its own output');
  }
});

it('never evaluates an output a second time, whatever it looks like', () => {
  const hostile = '<+pipeline.variables.zone> $(rm -rf /) <+secrets.getValue("key")>';
  expect(resolved(`<+${output}.VERSION>`, { VERSION: hostile })).toBe(hostile);
});

it('refuses variables that are made of each other, and says which', () => {
  const run = Run.start(
    pipeline([stage('s', [script('x', { source: '<+pipeline.variables.a>' })])], {
      variables: [
        variable('a', '<+pipeline.variables.b>'),
        variable('b', '<+pipeline.variables.a>!'),
      ],
    }),
  );
  expect(failureOf(run, 'x')).toMatch(/variable a .*refers to itself/);
});

it('evaluates a variable once, so that variables made of variables do not multiply the work', () => {
  const doubling = Array.from({ length: 60 }, (_, index) =>
    variable(
      `v${index + 1}`,
      `<+<+pipeline.variables.v${index}> == <+pipeline.variables.v${index}>>`,
    ),
  );
  const run = Run.start(
    pipeline([stage('s', [script('x', { source: '<+pipeline.variables.v60>' })])], {
      variables: [variable('v0', 'x'), ...doubling],
    }),
  );
  expect(run.scriptOf('x')).toBe('true');
});

it('keeps a secret a reference, in a script and through a variable', () => {
  const run = Run.start(
    pipeline([stage('s', [script('x', { source: 'a <+pipeline.variables.token> b' })])], {
      variables: [variable('token', 'prod_token', 'Secret')],
    }),
  );
  expect(run.scriptOf('x')).toEqual(['a ', { secret: 'prod_token' }, ' b']);
});

it('reads the inputs that approvers gave', () => {
  const asked = 'pipeline.stages.gate.spec.execution.steps.ask.output.approverInputs.version';
  const run = Run.start(
    pipeline([
      stage('gate', [approval('ask', { inputs: { version: '1.0' } })]),
      stage('deploy', [script('use', { source: `<+${asked}>` })]),
    ]),
  );
  run.approve('ask', bob, { version: '2.0' });
  expect(run.scriptOf('use')).toBe('2.0');
});

it('sees FAILED as the current status of a stage as soon as a step in it has failed', () => {
  const run = Run.start(
    pipeline([
      stage('s', [
        script('bad'),
        script('tell', {
          source: '<+stage.status> <+stage.currentStatus>',
          when: { status: 'All', at: { line: 1, column: 1 } },
        }),
      ]),
    ]),
  );
  run.fail('bad');
  expect(run.scriptOf('tell')).toBe('RUNNING FAILED');
});

it('sees nothing of a failure beside a stage in the status of that stage', () => {
  const source = '<+stage.currentStatus> <+pipeline.currentStatus>';
  const run = Run.start(
    pipeline([parallelStages(stage('a', [script('one'), script('tell', { source })]), stage('b'))]),
  );
  run.fail('b_step');
  run.succeed('one');
  expect(run.scriptOf('tell')).toBe('RUNNING FAILED');
});

it('knows a company by the name of the account, which no other place has', () => {
  const acme = { name: 'Acme', description: null, tags: {} };
  const started = (source: string) =>
    Run.start(pipeline([stage('s', [script('x', { source })])]), ada, { account: acme, org: acme });
  expect(started('<+account.companyName> <+org.name>').scriptOf('x')).toBe('Acme Acme');
  expect(failureOf(started('<+org.companyName>'), 'x')).toContain('is not defined');
});

describe('of a step that was tried more than once', () => {
  const killed = (exitCode: number) =>
    ({ status: 'Failed', failure: { message: 'no', types: ['Unknown'], exitCode } }) as const;
  const flaky = script('flaky', { failureStrategies: [onFailure(retryUpTo(1, 'Ignore'))] });

  it('others know how often it was tried again, and how it ended', () => {
    const source = '<+steps.flaky.retryCount> <+steps.flaky.exitCode> <+steps.show.exitCode>';
    const run = Run.start(pipeline([stage('s', [flaky, script('show', { source })])]));
    run.take('flaky');
    run.report('flaky', killed(1));
    run.passToWake();
    run.take('flaky');
    run.report('flaky', killed(2));
    expect(run.scriptOf('show')).toBe('1 2 null');
  });

  it('another may be tried again because of its exit code, whatever its own is', () => {
    const ignored = script('first', { failureStrategies: [onFailure('Ignore')] });
    const condition = text('<+steps.first.exitCode> == 3');
    const second = script('second', {
      failureStrategies: [onFailure(retryUpTo(1, 'MarkAsFailure', { condition }))],
    });
    const run = Run.start(pipeline([stage('s', [ignored, second])]));
    run.take('first');
    run.report('first', killed(3));
    run.take('second');
    run.report('second', killed(4));
    expect(run.status('second')).toBe('Queued');
  });
});

it('reads variables of a step whatever they are called', () => {
  const environment = ['at', 'text'].map((name) => ({
    name,
    value: text(`<+step.name> ${name}`),
    secret: false,
  }));
  const source = '<+step.spec.environmentVariables.at>, <+step.spec.environmentVariables.text>';
  const spec = { ...scriptSpec, environment, script: text(source) };
  const run = Run.start(pipeline([stage('s', [{ ...script('x'), spec }])]));
  expect(run.scriptOf('x')).toBe('x at, x text');
});

it('reads what people said to an approval', () => {
  const said = 'pipeline.stages.gate.spec.execution.steps.ask.output.approvalActivities';
  const source = `<+${said}[0].user.name>: <+${said}[0].action>`;
  const use = script('use', { source });
  const run = Run.start(pipeline([stage('gate', [approval('ask')]), stage('deploy', [use])]));
  run.approve('ask');
  expect(run.scriptOf('use')).toBe('bob: APPROVE');
});

it('the names that files are checked for are those that a run knows', () => {
  expect(new Set(EXPRESSION_ROOTS)).toEqual(new Set(expressionRoots));
});
