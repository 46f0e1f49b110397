import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import type { TaskOutcome } from '@reprise/core/execution';
import type { ContainerTask, OutputVariable, RunShell, RunTask } from '@reprise/core/step-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSecrets } from '../../secret-source.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { launcherCommand } from '../../testing/launcher-command.ts';
import { until, Workbench } from '../../testing/workbench.ts';

const bench = new Workbench();
const engine = fakeEngine(bench.workFolder);
const SECRET = 'canary-s3cret';
beforeAll(async () => {
  await bench.delegate({
    // Stopping a container takes a second process, and a busy machine starts it slowly.
    launcher: launcherCommand({ graceMs: 20_000 }),
    secrets: { ...noSecrets, get: async () => SECRET, keep: async (value) => `kept ${value}` },
    settings: {
      containerEngine: engine.program,
      containerEnvironment: { DOCKER_HOST: 'unix:///run/engine.sock' },
    },
  });
});
afterAll(() => bench.close());

const runTask = (more: Partial<RunTask>): RunTask => ({
  type: 'Run',
  command: null,
  container: null,
  environment: {},
  outputs: [],
  ...more,
});

const command = (shell: RunShell, script: string, more: Partial<RunTask> = {}) =>
  runTask({ command: { shell, script }, ...more });

async function run(task: RunTask, id = bench.newTaskId()) {
  const outcome = await bench.server.submit(id, task);
  return { outcome, text: bench.server.text(id), id };
}

const output = (name: string): OutputVariable => ({ name, variable: name, secret: false });
const image = (name = 'alpine:3', more: Partial<ContainerTask> = {}): ContainerTask => ({
  image: name,
  privileged: false,
  ...more,
});
const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);
const variables = (outcome: TaskOutcome) =>
  outcome.status === 'Success' ? outcome.outputs['outputVariables'] : outcome;

describe.each(['Sh', 'Bash'] as const)('a command in %s', (shell) => {
  it('ends with the first command that fails', async () => {
    const { outcome, text } = await run(command(shell, 'echo a\nfalse\necho b'));
    expect(failure(outcome)).toMatchObject({ exitCode: 1 });
    expect(text).toBe('a');
  });

  it('finds its variables, and standard input at its end', async () => {
    const { text } = await run(
      command(shell, 'cat; printf "%s|" "$A" "${NODE_ENV-unset}"', {
        environment: { A: 'two\nlines "$x" `y`' },
      }),
    );
    expect(text).toBe('two\nlines "$x" `y`|unset|');
  });

  it('publishes its variables, exactly, also when it ends by exit', async () => {
    const script = 'A="two\nlines \'quoted\' \\0 %s"\nB=\nexport C=c\nexit 0';
    const outputs = ['A', 'B', 'C', 'D'].map(output);
    const { outcome } = await run(command(shell, script, { outputs }));
    expect(variables(outcome)).toEqual({
      A: "two\nlines 'quoted' \\0 %s",
      B: '',
      C: 'c',
      D: null,
    });
  });

  it('shows no secret in its log and none on a command line', async () => {
    const { text } = await run(
      command(shell, 'echo "$T"; tr "\\0" " " < /proc/$$/cmdline', {
        environment: { T: [{ secret: 't' }] },
      }),
    );
    expect(text).not.toContain(SECRET);
    expect(text).toContain('**************');
  });

  it('keeps its exit code when it publishes variables', async () => {
    const { outcome } = await run(command(shell, 'A=1; exit 7', { outputs: [output('A')] }));
    expect(failure(outcome)).toMatchObject({ exitCode: 7 });
  });
});

describe('a command in Python', () => {
  it('publishes what it puts into the environment, or calls by that name', async () => {
    const script = 'import os\nos.environ["A"] = "ünï\\ncode"\nB = 7\nprint(__name__)';
    const outputs = ['A', 'B', 'C'].map(output);
    const { outcome, text } = await run(command('Python', script, { outputs }));
    expect(variables(outcome)).toEqual({ A: 'ünï\ncode', B: '7', C: null });
    expect(text).toBe('__main__');
  });

  it('shows where it failed in the lines of its author', async () => {
    const { outcome, text } = await run(command('Python', 'x = 1\nx.nothing'));
    expect(failure(outcome)).toMatchObject({ exitCode: 1 });
    expect(failure(outcome)?.message).toContain("'int' object has no attribute 'nothing'");
    expect(text).toContain('File "command.py", line 2, in <module>');
    expect(text).toContain('x.nothing');
    expect(text).not.toContain('__reprise');
  });

  it('ends with the code that it says, and has nothing to read', async () => {
    const script = 'import sys\nprint(repr(sys.stdin.read()))\nA = 1\nsys.exit(3)';
    const { outcome, text } = await run(command('Python', script, { outputs: [output('A')] }));
    expect(failure(outcome)).toMatchObject({ exitCode: 3 });
    expect(text).toBe("''");
  });

  it('fails by a syntax error like by any other', async () => {
    const { outcome } = await run(command('Python', 'print("a"'));
    expect(failure(outcome)?.message).toContain('SyntaxError');
  });
});

// PowerShell is no part of the usual systems: where it is missing, its failure is what is tested.
const hasPwsh = spawnSync('pwsh', ['-Version']).error === undefined;

it.runIf(hasPwsh)('a command in PowerShell publishes its variables', async () => {
  const { outcome } = await run(command('Pwsh', '$A = "a"', { outputs: [output('A')] }));
  expect(variables(outcome)).toEqual({ A: 'a' });
});

it.runIf(!hasPwsh)('a shell that is not there is named', async () => {
  const { outcome } = await run(command('Pwsh', '$A = "a"'));
  expect(failure(outcome)?.message).toContain('pwsh was not found on this delegate');
});

it('the steps of one execution share a folder, whatever their shell', async () => {
  await run(command('Sh', 'echo kept > shared-by-run'));
  const { text } = await run(command('Python', 'print(open("shared-by-run").read().strip())'));
  expect(text).toBe('kept');
});

describe('a command in a container', () => {
  const newest = () => {
    const call = engine.calls().findLast((each) => each.arguments[0] === 'run');
    if (call === undefined) throw new Error('no container was run');
    return call;
  };

  it('is handed to the engine with folder, variables and limits', async () => {
    const container = image('registry.example.com/tools:1', {
      pull: 'IfNotPresent',
      privileged: true,
      user: '1000',
      memory: '500Mi',
      cpu: '400m',
    });
    await run(command('Sh', 'true', { container, environment: { A: 'a', PATH: '/opt/bin' } }));
    const { arguments: given, environment } = newest();
    const name = given[given.indexOf('--name') + 1] ?? '';
    expect(name).toMatch(/^reprise-[0-9a-f]{24}$/);
    expect(given.slice(0, -3)).toEqual([
      'run',
      '--rm',
      '--interactive',
      '--init',
      '--name',
      name,
      '--volume',
      `${bench.path(`work/${bench.execution}`)}:/harness`,
      '--workdir',
      '/harness',
      '--env',
      'A',
      '--env',
      'PATH=/opt/bin',
      '--pull',
      'missing',
      '--privileged',
      '--user',
      '1000',
      '--memory',
      '524288000',
      '--cpus',
      '0.4',
      '--entrypoint',
      'sh',
    ]);
    expect(given.at(-3)).toBe('registry.example.com/tools:1');
    expect(environment).toMatchObject({ A: 'a', DOCKER_HOST: 'unix:///run/engine.sock' });
    expect(environment['PATH']).not.toContain('/opt/bin');
  });

  it.each(['Sh', 'Bash', 'Python'] as const)('publishes outputs from %s', async (shell) => {
    const script = shell === 'Python' ? 'A = "from inside"' : 'A="from inside"';
    const { outcome } = await run(
      command(shell, script, { container: image(), outputs: [output('A')] }),
    );
    expect(variables(outcome)).toEqual({ A: 'from inside' });
    expect(readdirSync(bench.path('pipes'))).toEqual([]);
  });

  it('publishes nothing, and ends, when the container never opens its outputs', async () => {
    const task = command('Sh', 'exit 9', { container: image('missing'), outputs: [output('A')] });
    const { outcome } = await run(task);
    expect(failure(outcome)).toMatchObject({
      message:
        'The container engine could not run the image missing: sh exited with code 125: no such image',
      types: ['PluginImageFailure'],
    });
  });

  it('gets secrets by the environment, and never by the command line', async () => {
    await run(
      command('Sh', 'echo "$TOKEN"', {
        container: image(),
        environment: { TOKEN: [{ secret: 't' }] },
      }),
    );
    const { arguments: given, environment } = newest();
    expect(given.join(' ')).not.toContain(SECRET);
    expect(environment['TOKEN']).toBe(SECRET);
  });

  it('refuses a secret in a variable that would have to stand on the command line', async () => {
    const environment = { DOCKER_CONFIG: [{ secret: 't' }] };
    const { outcome } = await run(command('Sh', 'true', { container: image(), environment }));
    expect(failure(outcome)?.message).toContain('The variable DOCKER_CONFIG would steer');
    expect(failure(outcome)?.message).not.toContain(SECRET);
  });

  it('stops the container by its name when the step is stopped', async () => {
    const id = bench.newTaskId();
    const script = 'trap "exit 0" TERM; touch began-in-container; while :; do sleep 0.1; done';
    const ended = run(command('Sh', script, { container: image() }), id);
    await until(() => existsSync(bench.path(`work/${bench.execution}/began-in-container`)));
    bench.server.stop(id, 'abort');
    expect((await ended).outcome).toMatchObject({ status: 'Stopped' });
    const name = newest().arguments[newest().arguments.indexOf('--name') + 1];
    expect(engine.calls().at(-1)?.arguments).toEqual(['stop', '-t', '5', name]);
  });

  it('of a plugin is told by variables what to do, and runs its own program', async () => {
    const environment = { PLUGIN_REPO: 'a/b', PLUGIN_DRY_RUN: 'true' };
    const { text } = await run(runTask({ container: image('plugins/docker'), environment }));
    expect(text).toBe('PLUGIN_DRY_RUN=true\nPLUGIN_REPO=a/b');
    expect(newest().arguments).not.toContain('--entrypoint');
  });

  it('is refused where no engine is configured, saying what to do', async () => {
    const plain = new Workbench();
    try {
      await plain.delegate({ settings: { containerEngine: null } });
      const task = command('Sh', 'true', { container: image() });
      const outcome = await plain.server.submit(plain.newTaskId(), task);
      expect(failure(outcome)).toMatchObject({
        message: expect.stringContaining('Set REPRISE_CONTAINER_ENGINE to docker or podman'),
        types: ['ConfigurationFailure'],
      });
    } finally {
      await plain.close();
    }
  });
});

it('a secret output leaves the delegate as a reference', async () => {
  const outputs = [{ ...output('A'), secret: true }];
  const { outcome } = await run(command('Sh', 'A=value', { outputs }));
  expect(outcome).toEqual({
    status: 'Success',
    outputs: { outputVariables: { A: { secret: 'kept value' } } },
  });
});
