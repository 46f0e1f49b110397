import { fold, viewNode } from '@reprise/core/execution';
import { descendants, nodeOf } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import { items, matrix, parallelism } from '../testing/loops.ts';
import { group, pipeline, script, stage, variable, when } from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const STAGE = 'pipeline.stages.test';
const STEPS = `${STAGE}.spec.execution.steps.`;
const PING = '.spec.execution.steps.ping';

/** One stage `test` with these steps. */
const run = (...steps: Parameters<typeof stage>[1] & object): Run =>
  Run.start(pipeline([stage('test', steps)]));

/** The keys of the instances of a loop, without what they share. */
function instancesOf({ state }: Run, loop: string): readonly string[] {
  const { plan } = state;
  return descendants(plan, plan.root)
    .filter((key) => nodeOf(plan, key).place?.loop === loop)
    .map((key) => key.slice(loop.length));
}

const namesOf = ({ state }: Run): readonly string[] =>
  [...state.plan.nodes.values()].flatMap(({ place, name }) => (place === undefined ? [] : [name]));

describe('a matrix', () => {
  it('runs every combination side by side, and is named by its values', () => {
    const one = run(
      script('unit', {
        source: '<+matrix.os> <+matrix.node> <+strategy.iteration>/<+strategy.iterations>',
        strategy: matrix({ os: ['linux', 'mac'], node: ['20', '22'] }),
      }),
    );
    expect(instancesOf(one, `${STEPS}unit`)).toEqual([
      '-linux-20',
      '-linux-22',
      '-mac-20',
      '-mac-22',
    ]);
    expect(namesOf(one)[1]).toBe('unit (linux, 22)');
    expect(one.scriptOf('unit_2')).toBe('mac 20 2/4');
    expect(one.tasks('StartTask')).toEqual(['unit_0', 'unit_1', 'unit_2', 'unit_3']);
    for (const step of ['unit_0', 'unit_1', 'unit_2']) one.succeed(step);
    expect(one.status('unit')).toBe('Running');
    one.succeed('unit_3');
    expect(one.status('unit')).toBe('Success');
    expect(one.status('pipeline')).toBe('Success');
  });

  it('leaves out the combinations that have all the values of an exclusion', () => {
    const axes = { os: ['linux', 'mac'], node: ['20', '22'] };
    const exclude = [{ os: 'mac', node: '22' }, { node: '20' }];
    const one = run(script('unit', { strategy: matrix(axes, { exclude }) }));
    expect(instancesOf(one, `${STEPS}unit`)).toEqual(['-linux-22']);
  });

  it('takes values from expressions, lists and maps among them', () => {
    const variables = [variable('regions', 'eu-west,us-east')];
    const one = Run.start(
      pipeline(
        [
          stage(
            'deploy',
            [
              script('go', {
                source: '<+matrix.region> <+matrix.app.name>:<+stage.matrix.app.port>',
              }),
            ],
            {
              strategy: matrix({
                region: '<+pipeline.variables.regions.split(",")>',
                app: [{ name: 'web', port: '80' }],
              }),
            },
          ),
        ],
        { variables },
      ),
    );
    const [first, second] = [...one.state.open].filter((key) => key.includes('steps'));
    expect(one.scriptOf(first ?? '')).toBe('eu-west web:80');
    expect(one.scriptOf(second ?? '')).toBe('us-east web:80');
    expect(first).toMatch(
      /^pipeline\.stages\.deploy-eu_west--\w{14}-[\w-]+\.spec\.execution\.steps\.go$/,
    );
  });

  it('is called what its author says', () => {
    const nodeName = 'on <+matrix.os> (<+strategy.iteration>)';
    const one = run(script('unit', { strategy: matrix({ os: ['linux', 'mac'] }, { nodeName }) }));
    expect(namesOf(one)).toEqual(['on linux (0)', 'on mac (1)']);
  });
});

describe('the values of a loop', () => {
  const among = [variable('region', 'eu')];
  const regions = items(['<+stage.identifier>', '<+stage.variables.region>']);

  it('of a step speak of the stage around it', () => {
    const ping = script('ping', { source: '<+repeat.item>', strategy: regions });
    const one = Run.start(pipeline([stage('test', [ping], { variables: among })]));
    expect([one.scriptOf('ping_0'), one.scriptOf('ping_1')]).toEqual(['test', 'eu']);
  });

  it('of a stage speak of that stage', () => {
    const ping = script('ping', { source: '<+repeat.item>' });
    const looped = stage('test', [ping], { variables: among, strategy: regions });
    const one = Run.start(pipeline([looped]));
    expect(['test', 'eu'].map((item) => one.scriptOf(`${STAGE}-${item}${PING}`))).toEqual([
      'test',
      'eu',
    ]);
  });
});

describe('a repetition', () => {
  it('runs as often as it says, also when an expression says it', () => {
    const one = Run.start(
      pipeline(
        [stage('test', [script('shard', { strategy: parallelism('<+pipeline.variables.n>') })])],
        {
          variables: [variable('n', '3')],
        },
      ),
    );
    expect(instancesOf(one, `${STEPS}shard`)).toEqual(['-0', '-1', '-2']);
  });

  it('goes through items that an earlier step has published, which are data and never evaluated', () => {
    const list = '<+steps.find.output.outputVariables.hosts>';
    const one = run(
      script('find', { outputs: ['hosts'] }),
      script('ping', { source: '<+repeat.item>', strategy: items(list) }),
    );
    one.succeed('find', { hosts: '["a","<+pipeline.name>"]' });
    expect(one.scriptOf('ping_1')).toBe('<+pipeline.name>');
  });

  it('takes the part and the size of partitions that it is told', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e'];
    const parts = { start: '1', end: '5', partitionSize: '3' };
    const one = run(
      script('ping', { source: '<+repeat.partition>', strategy: items(hosts, parts) }),
    );
    expect([one.scriptOf('ping_0'), one.scriptOf('ping_1')]).toEqual(['["b","c","d"]', '["e"]']);
  });

  it('tells values that occur twice apart by their occurrence', () => {
    const one = run(script('ping', { strategy: items(['a', 'b', 'a']) }));
    expect(instancesOf(one, `${STEPS}ping`)).toEqual(['-a', '-b', '-a---2']);
  });
});

describe('how many run at a time', () => {
  const limited = (onFailure: 'RunAll' | 'SkipQueued') =>
    run(script('shard', { strategy: parallelism('4', { maxConcurrency: '2', onFailure }) }));

  it('the others are queued, in their order, and take the places that become free', () => {
    const one = limited('RunAll');
    expect(one.tasks('StartTask')).toEqual(['shard_0', 'shard_1']);
    expect(one.status('shard_2')).toBe('Queued');
    one.succeed('shard_1');
    expect(one.tasks('StartTask')).toEqual(['shard_2']);
    one.fail('shard_0');
    expect(one.tasks('StartTask')).toEqual(['shard_3']);
    one.succeed('shard_2');
    one.succeed('shard_3');
    expect(one.status('shard')).toBe('Failed');
  });

  it('after a failure those that wait are passed over when the author says so; those that run go on', () => {
    const one = limited('SkipQueued');
    one.take('shard_1');
    one.fail('shard_0');
    expect(one.tasks('StartTask')).toEqual([]);
    expect(one.status('shard_1')).toBe('Running');
    expect(one.status('shard_2')).toBe('NotStarted');
    one.succeed('shard_1');
    expect(one.status('shard')).toBe('Failed');
    expect(one.status('pipeline')).toBe('Failed');
  });

  it.each([
    ['RunAll', 'Queued'],
    ['SkipQueued', 'NotStarted'],
  ] as const)('%s: after a failure the others are %s', (onFailure, after) => {
    const strategy = parallelism('5', { maxConcurrency: '2', onFailure });
    const one = run(script('shard', { strategy }));
    expect(one.status('shard_4')).toBe('Queued');
    one.take('shard_1');
    one.fail('shard_0');
    expect(one.status('shard_4')).toBe(after);
  });

  it('nobody waits any more after an abort', () => {
    const one = limited('RunAll');
    one.abort();
    expect(one.status('shard')).toBe('Aborted');
    expect(one.status('shard_3')).toBe('NotStarted');
  });
});

describe('conditions', () => {
  it('each instance has its own, with its own values', () => {
    const condition = when('Success', '<+matrix.os> == "mac"');
    const strategy = matrix({ os: ['linux', 'mac'] }, { maxConcurrency: '1' });
    const one = run(script('unit', { strategy, when: condition }));
    expect(one.status('unit_0')).toBe('Skipped');
    one.succeed('unit_1');
    expect(one.status('unit')).toBe('Success');
  });

  it('the loop has one too, and makes no instance when it is false', () => {
    const strategy = items('<+pipeline.variables.none>', { when: '<+pipeline.name> == "other"' });
    const one = run(script('unit', { strategy }), script('next'));
    expect(one.status('unit')).toBe('Skipped');
    expect(instancesOf(one, `${STEPS}unit`)).toEqual([]);
    expect(one.status('next')).toBe('Queued');
  });

  it('the broad status is asked of the loop, once: one that runs after failures does', () => {
    const cleanup = group('cleanup', [script('tidy')], {
      when: when('All'),
      strategy: matrix({ os: ['linux', 'mac'] }),
    });
    const one = run(script('build'), cleanup, script('after'));
    one.fail('build');
    expect(one.tasks('StartTask')).toEqual(['tidy', 'tidy']);
    expect(one.status('after')).toBe('NotStarted');
  });

  it('a loop that has nothing to go through is skipped', () => {
    const exclude = [{ os: 'linux' }];
    const one = run(script('unit', { strategy: matrix({ os: ['linux'] }, { exclude }) }));
    expect(one.status('unit')).toBe('Skipped');
    expect(one.status('pipeline')).toBe('Success');
    expect(viewNode(one.state, one.key('unit')).skip).toEqual({
      condition: 'the looping strategy makes no instance',
      evaluated: false,
      expressions: [],
    });
  });
});

describe('loops in one another', () => {
  const nested = () =>
    Run.start(
      pipeline([
        stage(
          'test',
          [
            script('unit', {
              source:
                '<+stage.matrix.os> <+matrix.os> <+repeat.item> <+strategy.iteration><+strategy.identifierPostFix>',
              strategy: items(['a', 'b']),
            }),
          ],
          { strategy: matrix({ os: ['linux', 'mac'] }) },
        ),
      ]),
    );

  it('know their own values and those around them', () => {
    const one = nested();
    const [, , third, fourth] = [...one.state.open].filter((key) => /unit-[ab]$/.test(key));
    expect(third).toBe('pipeline.stages.test-mac.spec.execution.steps.unit-a');
    expect(one.scriptOf(fourth ?? '')).toBe('mac mac b 1_1_1');
  });

  it('a step sees its own axis before that of its stage', () => {
    const unit = script('unit', {
      source: '<+matrix.os> <+stage.matrix.os> <+matrix.arch>',
      strategy: matrix({ os: ['bsd'] }),
    });
    const strategy = matrix({ os: ['linux'], arch: ['arm'] });
    const one = Run.start(pipeline([stage('test', [unit], { strategy })]));
    expect(one.scriptOf('unit_0')).toBe('bsd linux arm');
  });
});

describe('expressions about loops', () => {
  it('outputs of an instance are read by its own name, and there is no such thing as the loop’s', () => {
    const one = run(
      script('build', { outputs: ['V'], strategy: parallelism('2') }),
      script('show', { source: '<+steps.build_1.output.outputVariables.V>' }),
      script('none', { source: '<+steps.build.output.outputVariables.V>' }),
    );
    one.succeed('build_0', { V: 'zero' });
    one.succeed('build_1', { V: 'one' });
    expect(one.scriptOf('show')).toBe('one');
    one.succeed('show');
    expect(one.status('none')).toBe('Failed');
  });

  it('the name of a loop means, inside it, the instance in which it is said', () => {
    const source = '<+execution.steps.g.steps.make.output.outputVariables.V>';
    const one = run(
      group('g', [script('make', { outputs: ['V'] }), script('use', { source })], {
        strategy: parallelism('2'),
      }),
    );
    for (const at of ['0', '1']) one.succeed(`${STEPS}g-${at}.steps.make`, { V: `made in ${at}` });
    expect(one.scriptOf(`${STEPS}g-1.steps.use`)).toBe('made in 1');
  });

  it('tell how the loop is doing, in it and after it', () => {
    const source = '<+strategy.currentStatus>';
    const one = run(
      script('shard', { source, strategy: parallelism('2', { maxConcurrency: '1' }) }),
      script('after', { source: '<+strategy.node.shard.currentStatus>', when: when('All') }),
    );
    expect(one.scriptOf('shard_0')).toBe('RUNNING');
    one.fail('shard_0');
    expect(one.scriptOf('shard_1')).toBe('FAILED');
    one.succeed('shard_1');
    expect(one.scriptOf('after')).toBe('FAILED');
  });

  it('tell it of a loop by its name, from wherever in it', () => {
    const source = '<+strategy.node.g.currentStatus> <+strategy.node.shard.currentStatus>';
    const shard = script('shard', { source, strategy: parallelism('1') });
    const one = run(group('g', [group('inner', [shard])], { strategy: parallelism('1') }));
    expect(one.scriptOf('shard_0')).toBe('RUNNING RUNNING');
  });

  it('there is no loop by the name of something else, or of nothing', () => {
    const asking = (name: string) =>
      script('x', { source: `<+strategy.node.${name}.currentStatus>` });
    for (const name of ['g', 'test', 'nothing']) {
      expect(run(group('g', [asking(name)])).status('x'), name).toBe('Failed');
    }
  });

  it('currentStatus of a stage does not look into its loops, liveStatus does', () => {
    const one = run(
      script('shard', { strategy: parallelism('1') }),
      script('after', { source: '<+stage.currentStatus> <+stage.liveStatus>', when: when('All') }),
    );
    one.fail('shard_0');
    expect(one.scriptOf('after')).toBe('RUNNING FAILED');
  });
});

describe('what cannot be worked out fails the loop at once, with its place', () => {
  const failureOf = (one: Run, name: string) => {
    const at = one.state.nodes.get(one.key(name));
    return at?.phase === 'ended' ? at.failure?.message : undefined;
  };

  it.each([
    [items('<+pipeline.name>'), 'line 1, column 1: this is no list of values'],
    [items('<+pipeline.nothing>'), 'line 1, column 12: `pipeline.nothing` is not defined'],
    [parallelism('<+pipeline.name>'), 'this must be a whole number of at least 0'],
    [parallelism('<+1000 * 1000>'), '1000000 instances; at most 256'],
    [items('[["a"]]'), undefined],
    [items(`${'['.repeat(40)}${']'.repeat(40)}`), 'this is no list of values'],
    [items(['<+secrets.getValue("token")>']), 'a secret cannot be a value of a loop'],
    [
      matrix({ a: Array.from({ length: 200 }, String), b: Array.from({ length: 200 }, String) }),
      '40000 combinations',
    ],
  ])('%#', (strategy, message) => {
    const one = run(script('unit', { strategy }));
    if (message === undefined) expect(one.status('unit_0')).toBe('Queued');
    else expect(failureOf(one, 'unit')).toContain(message);
  });
});

it('comes back from storage as it was', () => {
  const strategy = matrix({ app: [{ name: 'web', ports: ['80', '443'] }], os: ['linux'] });
  const { state, events, plan } = run(script('unit', { strategy }));
  expect(fold(plan, JSON.parse(JSON.stringify(events)))).toEqual(state);
});

it('each instance has the whole timeout to itself, counted from its own start', () => {
  const strategy = parallelism('2', { maxConcurrency: '1' });
  const one = run(script('shard', { timeout: 10_000, strategy }));
  one.pass(9_000);
  one.succeed('shard_0');
  one.pass(9_000);
  expect(one.status('shard_1')).toBe('Queued');
  one.pass(1_000);
  expect(one.status('shard_1')).toBe('Expired');
});
