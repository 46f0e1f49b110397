import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { GitCloneOutput, GitCloneTask, GitRef } from '@reprise/core/step-types';
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
git --no-pager log -1 --no-color --format='%H%x00%h%x00%an%x00%ae%x00%B' >&3
`;

/** Room for what a commit says of itself, the longest messages included. */
const CAPTURE_LIMIT = 256 * 1024;

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
  const own = await credentialsOf(task, texts);
  if (!own.ok) return own;
  const repository = withCredentials(repositoryOf(said.value), own.value);
  if (repository === null) {
    const message =
      'The repository must be a URL (https://, ssh://, git://, file://, user@host:path) or an absolute path on the delegate.';
    return refused(configuration(message));
  }
  return ok({
    command: ['sh', '-c', CLONE, 'git-clone', ...argumentsOf(task, repository)],
    folder: await executionFolder(context.workFolder, context.taskId, task),
    env: {
      ...context.environment,
      ...variablesOf(task, repository),
      [TASK_VARIABLE]: context.taskId,
    },
    input: '',
    captureLimit: CAPTURE_LIMIT,
    errorMark: 'fatal:',
    secrets: texts.secrets,
  });
}

/** Those of the connector, filled in. */
async function credentialsOf(
  { credentials }: GitCloneTask,
  texts: TextResolver,
): Promise<Result<Repository['credentials'], Failure>> {
  if (credentials === undefined) return ok(null);
  const user = await texts.resolve(credentials.user);
  if (!user.ok) return user;
  const password = await texts.resolve(credentials.password);
  return password.ok ? ok({ user: user.value, password: password.value }) : password;
}

const withCredentials = (
  repository: Repository | null,
  credentials: Repository['credentials'],
): Repository | null =>
  repository === null || credentials === null ? repository : { ...repository, credentials };

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
  { url, credentials }: Repository,
): Readonly<Record<string, string>> {
  return {
    GIT_TERMINAL_PROMPT: '0',
    // Its errors are looked at, so they have to be in one language.
    LC_ALL: 'C.UTF-8',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...(sslVerify ? {} : { GIT_SSL_NO_VERIFY: 'true' }),
    ...(credentials !== null && {
      REPRISE_GIT_USER: credentials.user,
      REPRISE_GIT_PASSWORD: credentials.password,
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'credential.helper',
      GIT_CONFIG_VALUE_0: '',
      GIT_CONFIG_KEY_1: helperFor(url),
      GIT_CONFIG_VALUE_1: CREDENTIALS,
    }),
  };
}

/** Of the repository's own host, where the URL names one: a redirect to another one gets no credentials. */
function helperFor(url: string): string {
  const host = URL.canParse(url) ? new URL(url) : null;
  return host?.protocol.startsWith('http')
    ? `credential.${host.origin}.helper`
    : 'credential.helper';
}

function outcomeOf(task: GitCloneTask, result: ProcessResult): TaskOutcome {
  if (result.stop !== null) {
    return { status: 'Stopped', message: `The clone was stopped (${result.stop}).` };
  }
  const failure = failureOf({ name: 'git' }, result);
  if (failure === null) return { status: 'Success', outputs: outputsOf(task, result) };
  return { status: 'Failed', failure: { ...failure, types: [typeOf(failure.message)] } };
}

/** What the commit says of itself. The URL is told unless a secret is a part of it (I10). */
function outputsOf(
  { repository }: GitCloneTask,
  { captured }: ProcessResult,
): Partial<Record<GitCloneOutput, string>> {
  const [sha, short, user, mail, message] = (captured ?? '').split('\0');
  if (sha === undefined || message === undefined) return {};
  const url = typeof repository === 'string' ? (repositoryOf(repository)?.url ?? null) : null;
  return {
    ...(url === null ? {} : { repoUrl: url }),
    commitSha: sha.trim(),
    shortCommitSha: short ?? '',
    commitMessage: message.trim(),
    gitUser: user ?? '',
    gitUserEmail: mail ?? '',
  };
}

/** What git's own words say of the reason. */
function typeOf(message: string): 'Authentication' | 'Connectivity' | 'Unknown' {
  if (/authentication failed|could not read (username|password)|permission denied/i.test(message)) {
    return 'Authentication';
  }
  const isFar = /could not resolve host|unable to access|connection (refused|timed out)/i;
  return isFar.test(message) ? 'Connectivity' : 'Unknown';
}
