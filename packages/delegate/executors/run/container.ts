import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ok, type Result, refused, type TaskId } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { ContainerTask } from '@reprise/core/step-types';
import { configuration } from '../process-environment.ts';
import type { PullAs } from './registry-login.ts';

/*
 * Containers by the CLI of Docker or Podman, which is a process like any other. Around it stands a small script:
 *
 * - The CLI passes no descriptors on, so outputs come through a named pipe: their values never lie on the disk.
 * - A CLI that is killed leaves its container behind. On TERM the script stops the container by its name.
 * - A login to a registry comes by standard input, is in a file of this user's alone while the image is pulled, and is
 *   gone before the container is made. Who kills the script removes that file for it.
 * - The CLI runs in the background, because a shell hears of TERM only while it waits.
 */
const AROUND = `
engine=$1 name=$2 pipe=$3 login=$4 own=$5 pull=$6 image=$7
shift 7
if [ -n "$login" ]; then
  IFS= read -r config
  trap 'rm -rf "$login"; exit 143' TERM INT
  if [ "$pull" = always ] || ! "$engine" image inspect "$image" >/dev/null 2>&1 </dev/null; then
    (umask 077 && mkdir -p "$login" && printf '%s' "$config" >"$login/config.json" &&
      if [ -d "$own/contexts" ]; then ln -s "$own/contexts" "$login/contexts"; fi) &&
      (export DOCKER_CONFIG="$login" REGISTRY_AUTH_FILE="$login/config.json" &&
        exec "$engine" pull "$image" </dev/null 3>&-)
    code=$?
    rm -rf "$login"
    [ "$code" = 0 ] || exit 125
  fi
  config=
fi
exec 6<&0
reader=
if [ -n "$pipe" ]; then
  mkdir -p "\${pipe%/*}" && rm -f "$pipe" && mkfifo "$pipe" && chmod 666 "$pipe" || exit 125
  exec 5<>"$pipe"
  cat <"$pipe" >&3 5>&- 6<&- &
  reader=$!
  exec 3>&-
fi
trap '"$engine" stop -t 5 "$name" >/dev/null 2>&1' TERM INT
"$engine" "$@" <&6 5>&- 6<&- &
run=$!
exec 6<&-
wait "$run"
code=$?
while kill -0 "$run" 2>/dev/null; do
  wait "$run"
  code=$?
done
if [ -n "$pipe" ]; then
  exec 5>&-
  wait "$reader"
  rm -f "$pipe"
fi
exit "$code"
`;

/** Where the workspace and the pipe for the outputs are inside the container. */
const WORKSPACE = '/harness';
const PIPE = '/reprise-outputs';

/** Variables of the CLI itself: a step that sets one for its container must not steer the CLI by it. */
const OF_THE_CLI =
  /^(PATH|HOME|TMPDIR|USER|LOGNAME|SHELL|LD_.*|SSL_.*|REGISTRY_.*|XDG_.*|DOCKER_.*|CONTAINER.*|PODMAN_.*|BUILD.*|GODEBUG|[A-Z]+_PROXY)$/i;

export interface ContainerRun {
  readonly engine: string;
  readonly task: TaskId;
  readonly container: ContainerTask;
  /** The execution's folder: the steps in containers share it with those outside. */
  readonly workspace: string;
  readonly workFolder: string;
  /** What runs inside; null for the image's own program. */
  readonly command: readonly [string, ...string[]] | null;
  readonly outputs: boolean;
  /** Null: the engine pulls the image as it is logged in. */
  readonly pullAs: PullAs | null;
  /** The step's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values that must not be on the command line, which everybody on the machine can read. */
  readonly secrets: readonly string[];
}

/** The command that runs the container. Refused when a secret would have to be on it. */
export function containerCommand(
  run: ContainerRun,
): Result<readonly [string, ...string[]], Failure> {
  const name = containerName(run.task);
  const pipe = run.outputs ? join(run.workFolder, 'pipes', name) : '';
  const variables: string[] = [];
  for (const [key, value] of Object.entries(run.environment)) {
    if (!OF_THE_CLI.test(key)) variables.push('--env', key);
    else if (run.secrets.some((secret) => secret !== '' && value.includes(secret))) {
      const message = `The variable ${key} would steer the container engine's CLI, so its value would have to stand on the command line, where others can read the secret in it. Give the secret to the step under another name.`;
      return refused(configuration(message));
    } else variables.push('--env', `${key}=${value}`);
  }
  const [program, ...args] = insideCommand(run);
  return ok([
    'sh',
    '-c',
    AROUND,
    'reprise',
    run.engine,
    name,
    pipe,
    ...pullArguments(run),
    'run',
    '--rm',
    '--interactive',
    '--init',
    '--name',
    name,
    '--volume',
    `${run.workspace}:${WORKSPACE}`,
    '--workdir',
    WORKSPACE,
    ...(run.outputs ? ['--volume', `${pipe}:${PIPE}`] : []),
    ...variables,
    ...limitsOf(run.pullAs === null ? run.container : { ...run.container, pull: 'Never' }),
    ...(run.container.ports ?? []).flatMap(({ host, container }) => [
      '--publish',
      `${host}:${container}`,
    ]),
    ...(program === undefined ? [] : ['--entrypoint', program]),
    run.container.image,
    ...args,
  ]);
}

const pullArguments = ({ pullAs, container }: ContainerRun): readonly string[] =>
  pullAs === null
    ? ['', '', '', '']
    : [pullAs.folder, pullAs.ownFolder, pullAs.always ? 'always' : 'missing', container.image];

/** A name that is the task's alone, so that its container can be found again. */
export const containerName = (task: TaskId): string =>
  `reprise-${createHash('sha256').update(task).digest('hex').slice(0, 24)}`;

/** The variables of the process that starts the CLI. Those of the CLI itself stand on its command line. */
export const variablesForCli = (
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !OF_THE_CLI.test(name)));

function insideCommand({ command, container, outputs }: ContainerRun): readonly string[] {
  if (command === null) return container.entrypoint ?? [];
  return outputs ? ['sh', '-c', `exec 3>${PIPE} && exec "$@"`, 'sh', ...command] : command;
}

const PULL = { Always: 'always', Never: 'never', IfNotPresent: 'missing' } as const;

function limitsOf({ pull, privileged, user, memory, cpu }: ContainerTask): readonly string[] {
  return [
    ...(pull === undefined ? [] : ['--pull', PULL[pull]]),
    ...(privileged ? ['--privileged'] : []),
    ...(user === undefined ? [] : ['--user', user]),
    ...(memory === undefined ? [] : ['--memory', bytes(memory)]),
    ...(cpu === undefined ? [] : ['--cpus', processors(cpu)]),
  ];
}

const UNITS = { K: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 } as const;

/** Kubernetes writes `500Mi`; the CLIs want bytes. */
function bytes(text: string): string {
  const number = Number.parseFloat(text);
  const unit = text.replace(/^[\d.]+/, '');
  const factor = new Map<string, number>(Object.entries(UNITS)).get(unit) ?? 1;
  return String(Math.round(number * factor));
}

const processors = (text: string): string =>
  text.endsWith('m') ? String(Number.parseFloat(text) / 1000) : text;
