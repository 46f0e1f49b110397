import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { asTaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import type { OutputVariable, ShellScriptTask } from '@reprise/core/step-types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bashTask } from '../../testing/bash-task.ts';
import { Workbench } from '../../testing/workbench.ts';

const CANARY = 'canary-$e"c\'ret';

const kept: string[] = [];
/** The first time it is out of reach. */
const keepSecret = vi.fn(async (value: string) => {
  kept.push(value);
  return `kept-${kept.length}`;
});
keepSecret.mockRejectedValueOnce(new Error('the store is away'));

const bench = new Workbench();
beforeAll(async () => {
  // Before delegate and launcher begin, which is when they could take it over.
  vi.stubEnv('DATABASE_PASSWORD', 'leak');
  await bench.delegate({
    secrets: {
      get: (reference) => {
        if (reference === 'broken') return Promise.reject(new Error(`no vault for ${CANARY}`));
        return Promise.resolve(reference === 'token' ? CANARY : null);
      },
      keep: keepSecret,
    },
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await bench.close();
});

async function run(script: string, more: Partial<ShellScriptTask> = {}) {
  const task = bench.newTaskId();
  const outcome = await bench.server.submit(task, bashTask(script, more));
  return { outcome, text: bench.server.text(task), log: bench.server.log(task) };
}

const output = (name: string, variable = name): OutputVariable => ({
  name,
  variable,
  secret: false,
});

const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);

describe('the exit of a Bash script', () => {
  it.each([
    ['its last command fails', 'echo a; (exit 9)', 9],
    ['it calls exit', 'exit 4; echo never', 4],
    ['set -e meets a failing command', 'set -e; false; echo never', 1],
    ['set -u meets a variable that is not set', 'set -u; echo $nothing', 1],
    ['it has a syntax error', 'echo a\nif then\necho b', 2],
    ['a quote is not closed', 'echo "a', 2],
    ['its last command does not exist', 'no-such-command', 127],
    ['it replaces itself', "exec sh -c 'exit 7'", 7],
    ['it has an EXIT trap of its own and calls exit', 'trap "echo bye" EXIT; exit 6', 6],
    ['its EXIT trap exits', 'trap "exit 8" EXIT; true', 8],
    ['it takes another standard input', 'exec < /etc/hostname; (exit 3)', 3],
    ['it misses a parameter', ': ${x:?must be set}', 1],
  ])('is its failure when %s', async (_, script, code) => {
    for (const outputs of [[], [output('x')]]) {
      const { outcome } = await run(script, { outputs });
      expect(outcome).toMatchObject({ status: 'Failed', failure: { exitCode: code } });
    }
  });

  it.each([
    ['its last command succeeds', 'false; true'],
    ['it is empty', ''],
    ['it is only a comment', '#!/bin/bash'],
    ['it calls exit 0', 'exit 0; false'],
    ['it ends in a here-document', 'cat <<END\ntext\nEND'],
  ])('is its success when %s', async (_, script) => {
    const { outcome } = await run(script);
    expect(outcome).toEqual({ status: 'Success', outputs: {} });
  });

  it('names the code and the last line on standard error', async () => {
    const { outcome } = await run('echo "first" >&2; echo "disk is full" >&2; echo >&2; exit 3');
    expect(failure(outcome)).toEqual({
      message: 'bash exited with code 3: disk is full',
      types: ['Unknown'],
      exitCode: 3,
    });
  });

  it('names the line of the script, as a file would', async () => {
    const { outcome } = await run('true\ntrue\nno-such-command\n');
    expect(failure(outcome)?.message).toBe(
      'bash exited with code 127: bash: line 3: no-such-command: command not found',
    );
  });

  it('names the signal that killed it', async () => {
    const { outcome } = await run('kill -KILL $$');
    expect(failure(outcome)).toEqual({
      message: 'bash was killed by signal SIGKILL',
      types: ['Unknown'],
      signal: 'SIGKILL',
    });
  });
});

describe('what a Bash script finds', () => {
  it('is standard input at its end', async () => {
    const { text } = await run('cat; read -r line || echo "nothing to read"');
    expect(text).toBe('nothing to read');
  });

  it('is output devices that can be opened', async () => {
    const { log } = await run(
      'echo a > /dev/stdout; echo b > /dev/stderr; echo c | tee /dev/stderr',
    );
    const said = (level: string) =>
      log.filter((entry) => entry.level === level).map(({ out }) => out);
    expect(said('INFO')).toEqual(['a', 'c']);
    expect(said('ERROR')).toEqual(['b', 'c']);
  });

  it('is its variables, exactly, and not the environment of the delegate', async () => {
    const value = 'two\nlines, "quotes", $dollar, `ticks` and ünïcode';
    const { text } = await run('printf "%s|%s" "$GIVEN" "${DATABASE_PASSWORD-unset}"', {
      environment: { GIVEN: value },
    });
    expect(text).toBe(`${value}|unset`);
  });

  it('is a folder that the steps of its execution share, and others do not', async () => {
    await run('echo built > artifact');
    const { text } = await run('cat artifact');
    expect(text).toBe('built');
    const elsewhere = asTaskId(`other-${bench.execution}/node/1`);
    await bench.server.submit(elsewhere, bashTask('ls'));
    expect(bench.server.text(elsewhere)).toBe('');
  });

  it('is inside the work folder, whatever the execution calls itself', async () => {
    const task = asTaskId('..:..:evil/node/1');
    await bench.server.submit(task, bashTask('pwd'));
    expect(bench.server.text(task)).toMatch(new RegExp(`^${bench.path('work')}/~[0-9a-f]{40}$`));
  });

  it('is neither its script in a file nor in the list of processes', async () => {
    const { text } = await run(
      'needle=$(echo h4y5t4ck); tr "\\0" " " < /proc/$$/cmdline; ls /proc/$$/fd',
    );
    expect(text).not.toContain('h4y5t4ck');
    expect(text).toContain('bash -s');
  });

  it('may be long', async () => {
    const { outcome, text } = await run(`${'# padding\n'.repeat(30_000)}echo end`);
    expect(outcome.status).toBe('Success');
    expect(text).toBe('end');
  });
});

describe('output variables', () => {
  const text = 'two\nlines\n\n and "quotes" $x \\n \t ünïcode 😀 ';

  it.each([
    ['a plain value', 'x=value', 'value'],
    ['an empty value', 'x=', ''],
    ['a value with everything in it', 'x=$GIVEN', text],
    ['an exported value', 'export x=value', 'value'],
    ['a variable that is not set', 'unset x', null],
    ['a value set before exit 0', 'x=value; exit 0; x=never', 'value'],
    ['a value set in a function', 'f() { x=value; }; f', 'value'],
    ['a value set in a subshell', '(x=value)', null],
    ['a value under set -eux', 'set -eux; x=value', 'value'],
    [
      'a value of a script that uses descriptor 3 itself',
      'exec 3>&1; x=value; echo a >&3',
      'value',
    ],
    ['a value beside an EXIT trap of the script', 'trap "echo bye" EXIT; x=value', 'value'],
    ['a value when the trap ends by exit', 'trap "exit 0" EXIT; x=value', 'value'],
    ['a value with another field separator', 'x="a b"; IFS=b; set -f', 'a b'],
    ['an array: its first value', 'x=(one two)', 'one'],
    ['a script that replaces itself: nothing', 'x=value; exec true', null],
    ['a script that traps EXIT and calls exit: nothing', 'x=value; trap : EXIT; exit 0', null],
  ])('hold %s', async (_, script, value) => {
    const { outcome } = await run(script, {
      environment: { GIVEN: text },
      outputs: [output('published', 'x'), output('other', 'not_set')],
    });
    expect(outcome).toEqual({
      status: 'Success',
      outputs: { outputVariables: { published: value, other: null } },
    });
  });

  it('hold 512 KB, exactly', async () => {
    const { outcome } = await run('printf -v x "%0524287d" 1; y=a', {
      outputs: [output('x'), output('y')],
    });
    expect(outcome).toEqual({
      status: 'Success',
      outputs: { outputVariables: { x: `${'0'.repeat(524_286)}1`, y: 'a' } },
    });
  });

  it('fail the step when they hold more', async () => {
    const { outcome } = await run('printf -v x "%01000000d" 1; echo done', {
      outputs: [output('x')],
    });
    expect(failure(outcome)?.message).toContain('more than 512 KB');
  });

  it('leave the delegate as references when they are secret, however often keeping them fails', async () => {
    const secret = (name: string) => ({ ...output(name), secret: true });
    const { outcome } = await run("x='a b'; y=plain; empty=", {
      outputs: [secret('x'), output('y'), secret('empty'), secret('unset')],
    });
    expect(outcome).toEqual({
      status: 'Success',
      outputs: { outputVariables: { x: { secret: 'kept-1' }, y: 'plain', empty: '', unset: null } },
    });
    expect(kept).toEqual(['a b']);
    expect(keepSecret).toHaveBeenCalledTimes(2);
  });

  it('are refused when what they read is no variable', async () => {
    const { outcome } = await run('echo ran', { outputs: [output('x', 'x$(touch /tmp/pwned)')] });
    expect(failure(outcome)?.message).toContain('not a shell variable');
  });

  it('stay out of the log under set -x', async () => {
    const { text } = await run('set -x; x=value', { outputs: [output('x')] });
    expect(text).toBe('++ x=value');
  });
});

describe('secrets', () => {
  const secret = [{ secret: 'token' }];

  it('reach the script, and neither its log, its outputs, its failure nor any file', async () => {
    const { outcome, log } = await run(
      `echo "$TOKEN"; echo "$TOKEN" >&2; x=$TOKEN; [ \${#x} = ${CANARY.length} ]`,
      {
        environment: { TOKEN: secret },
        outputs: [output('x')],
      },
    );
    expect(outcome).toEqual({
      status: 'Success',
      outputs: { outputVariables: { x: '**************' } },
    });
    expect(log.map(({ out }) => out)).toEqual(['**************', '**************']);

    const id = asTaskId(`${bench.execution}/secret-failure/1`);
    const failing = bench.server.submit(id, {
      ...bashTask('echo "bad $TOKEN" >&2; grep -rqF "$TOKEN" ../.. && exit 5; exit 1'),
      environment: { TOKEN: secret },
    });
    expect(failure(await failing)?.message).toBe('bash exited with code 1: bad **************');
  });

  it('that are in the text of a script are put there, and nowhere else', async () => {
    const { text } = await run('', { script: ['x="', { secret: 'plain' }, '"; echo $x'] });
    expect(text).toBe('');
    const known = await run('', {
      script: ["cat <<'END' | wc -c\n", { secret: 'token' }, '\nEND\n'],
    });
    expect(known.text).toBe(String(Buffer.byteLength(CANARY) + 1));
  });

  it('that are not known stop the step before it starts', async () => {
    const { outcome } = await run('echo ran', { environment: { X: [{ secret: 'missing' }] } });
    expect(failure(outcome)).toEqual({
      message:
        'The secret "missing" does not exist where this pipeline lives, or has no value. The step did not start.',
      types: ['ConfigurationFailure'],
    });
  });

  it('whose source fails do not leak by its error', async () => {
    const { outcome } = await run('echo ran', { environment: { X: [{ secret: 'broken' }] } });
    expect(JSON.stringify(outcome)).not.toContain('canary');
    expect(failure(outcome)?.message).toContain('out of reach');
  });
});

describe('what cannot be started', () => {
  it('is a script with a NUL character', async () => {
    const { outcome } = await run('echo a\0b');
    expect(failure(outcome)?.message).toContain('NUL');
  });

  it.each([{ '': 'x' }, { 'A=B': 'x' }, { A: 'x\0y' }])(
    'is one with the variable %j',
    async (environment) => {
      const { outcome } = await run('echo ran', { environment });
      expect(failure(outcome)?.types).toEqual(['ConfigurationFailure']);
    },
  );

  it('is an environment that is too big for the system', async () => {
    const { outcome } = await run('echo ran', { environment: { BIG: 'x'.repeat(4_000_000) } });
    expect(failure(outcome)?.message).toContain('too big for a process');
  });

  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const hasPowerShell = folders.some((folder) => existsSync(join(folder, 'pwsh')));

  it.skipIf(hasPowerShell)('is PowerShell where it is not installed', async () => {
    const { outcome } = await run('Write-Output hello', { shell: 'PowerShell' });
    expect(failure(outcome)).toEqual({
      message:
        'pwsh was not found on this delegate. Install it there, or send the step to a delegate that has it by its delegate selectors.',
      types: ['ConfigurationFailure'],
    });
  });

  // Needs a real PowerShell 7, which is not everywhere.
  it.runIf(hasPowerShell)('is nothing where PowerShell is installed', async () => {
    const { outcome, text } = await run('$x = "a`nb"; Write-Output hello', {
      shell: 'PowerShell',
      outputs: [output('x'), output('y')],
    });
    expect(outcome).toEqual({ status: 'Success', outputs: { x: 'a\nb', y: null } });
    expect(text).toBe('hello');
  });
});
