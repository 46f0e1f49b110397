import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { GitCloneTask, GitRef } from '@reprise/core/step-types';
import { TASK_VARIABLE } from '../../launcher/process-identity.ts';
import type { ProcessResult, ProcessSpec } from '../../launcher/protocol.ts';
import { executionFolder } from '../execution-folder.ts';
import type { ExecutorContext, ProcessExecutor } from '../executor.ts';
import { configuration } from '../process-environment.ts';
import { TextResolver } from '../resolve-text.ts';
import { failureOf } from '../shell-script/failure.ts';
import { type Repository, repositoryOf } from './repository.ts';

/*
 * The GitClone step: real git, into a folder that the steps of the execution share. A clone that is there already is
 * brought to what is asked for, so the step can be tried again. Nothing of an author's is in the script itself; names
 * come as arguments, after `--` or behind `refs/`, and credentials by the environment, from where git asks for them.
 */
const CLONE = `
set -e
directory=$1 shown=$2 kind=$3 name=$4 depth=$5 tags=$6
mkdir -p -- "$directory"
cd -- "$directory"
git init --quiet .
git remote remove origin 2>/dev/null || :
git remote add -- origin "$shown"
set -- --force "$tags"
if [ "$depth" != 0 ]; then set -- "$@" --depth "$depth"; fi
case $kind in
  branch) git fetch "$@" -- origin "+refs/heads/$name:refs/remotes/origin/$name" ;;
  tag) git fetch "$@" -- origin "+refs/tags/$name:refs/tags/$name" ;;
  default) git fetch "$@" -- origin HEAD ;;
  commit)
    # Not every server hands out a commit by its name: then all branches are fetched to find it.
    git fetch "$@" -- origin "$name" 2>/dev/null ||
      git fetch --force --tags -- origin '+refs/heads/*:refs/remotes/origin/*' ;;
esac
case $kind in
  branch) git checkout --quiet --force -B "$name" "refs/remotes/origin/$name" -- ;;
  tag) git checkout --quiet --force --detach "refs/tags/$name" -- ;;
  default) git checkout --quiet --force --detach FETCH_HEAD -- ;;
  commit) git checkout --quiet --force --detach "$name" -- ;;
esac
git --no-pager log -1 --no-color --format='Checked out %H: %s'
`;

/** Git asks this for credentials; the values are in its environment. */
const CREDENTIALS =
  '!f() { printf "username=%s\\npassword=%s\\n" "$REPRISE_GIT_USER" "$REPRISE_GIT_PASSWORD"; }; f';

export const gitClone: ProcessExecutor<GitCloneTask> = { kind: 'process', prepare, outcomeOf };

async function prepare(
  task: GitCloneTask,
  context: ExecutorContext,
): Promise<Result<ProcessSpec, Failure>> {
  const texts = new TextResolver(context.secrets);
  const said = await texts.resolve(task.repository);
  if (!said.ok) return said;
  const repository = repositoryOf(said.value);
  if (repository === null) {
    const message =
      'The repository must be a URL (https://, ssh://, git://, file://, user@host:path) or an absolute path on the delegate.';
    return refused(configuration(message));
  }
  return ok({
    command: ['sh', '-c', CLONE, 'git-clone', ...argumentsOf(task, repository)],
    folder: await executionFolder(context.workFolder, context.taskId),
    env: {
      ...context.environment,
      ...variablesOf(task, repository),
      [TASK_VARIABLE]: context.taskId,
    },
    input: '',
    secrets: texts.secrets,
  });
}

function argumentsOf(task: GitCloneTask, { url, name }: Repository): readonly string[] {
  const { ref, depth, fetchTags } = task;
  return [
    task.directory ?? name,
    url,
    ref.kind,
    nameOf(ref),
    String(depth),
    fetchTags ? '--tags' : '--no-tags',
  ];
}

const nameOf = (ref: GitRef<string>): string => (ref.kind === 'default' ? '' : ref.name);

/** How git is kept from asking people, from running programs by URLs, and from credentials that are not the step's. */
function variablesOf(
  { sslVerify }: GitCloneTask,
  { credentials }: Repository,
): Readonly<Record<string, string>> {
  return {
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...(sslVerify ? {} : { GIT_SSL_NO_VERIFY: 'true' }),
    ...(credentials !== null && {
      REPRISE_GIT_USER: credentials.user,
      REPRISE_GIT_PASSWORD: credentials.password,
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'credential.helper',
      GIT_CONFIG_VALUE_0: '',
      GIT_CONFIG_KEY_1: 'credential.helper',
      GIT_CONFIG_VALUE_1: CREDENTIALS,
    }),
  };
}

function outcomeOf(_: GitCloneTask, result: ProcessResult): TaskOutcome {
  if (result.stop !== null) {
    return { status: 'Stopped', message: `The clone was stopped (${result.stop}).` };
  }
  const failure = failureOf({ name: 'git' }, result);
  if (failure === null) return { status: 'Success', outputs: {} };
  return { status: 'Failed', failure: { ...failure, types: [typeOf(failure.message)] } };
}

/** What git's own words say of the reason. */
function typeOf(message: string): 'Authentication' | 'Connectivity' | 'Unknown' {
  if (/authentication failed|could not read (username|password)|permission denied/i.test(message)) {
    return 'Authentication';
  }
  const isFar = /could not resolve host|unable to access|connection (refused|timed out)/i;
  return isFar.test(message) ? 'Connectivity' : 'Unknown';
}
