import type { Result, Text } from '@reprise/core';
import {
  boolean,
  choice,
  type Fields,
  fieldsOf,
  given,
  names,
  type Reader,
  text,
  wholeNumber,
} from '../yaml/index.ts';
import { connectorReference, namedConnector } from './connector-reference.ts';
import { noEffect } from './container.ts';
import type {
  ConnectorReference,
  GitCloneSpec,
  GitCloneTask,
  GitRef,
  GitSource,
  StepWork,
} from './model/index.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** What Harness fetches of a manual build. */
const DEFAULT_DEPTH = 50;

export const gitClone: StepTypeReader<GitCloneSpec> = {
  type: 'GitClone',
  readSpec(fields) {
    const source = readGitSource(fields);
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    fields.unsupported('outputFilePathsContent');
    noEffect(fields, 'runAsUser', 'git runs on the delegate itself, in no container');
    return source && { type: 'GitClone', ...source, delegateSelectors };
  },
};

/** The keys that say what is cloned, and how; undefined when they do not say it. */
export function readGitSource(fields: Fields): GitSource | undefined {
  const connector = fields.optional('connectorRef', connectorReference);
  const repository = fields.optional('repoName', text);
  const ref = fields.optional('build', build) ?? { kind: 'default' };
  const directory = fields.optional('cloneDirectory', text);
  const depth = fields.optional('depth', wholeNumber(0)) ?? DEFAULT_DEPTH;
  const fetchTags = fields.optional('fetchTags', boolean) ?? false;
  const sslVerify = fields.optional('sslVerify', boolean) ?? true;
  fields.unsupported('lfs', 'sparseCheckout', 'submoduleStrategy', 'preFetchCommand');
  noEffect(fields, 'resources', 'git runs on the delegate itself, in no container');
  if (repository === undefined && !fields.has('connectorRef') && !fields.has('repoName')) {
    const message = 'Nothing says what is cloned: give "connectorRef", "repoName", or both.';
    fields.report.error('missing-one-of', message, fields.map.at);
    return undefined;
  }
  return {
    ...given('connector', connector),
    ...given('repository', repository),
    ref,
    ...given('directory', directory),
    depth,
    fetchTags,
    sslVerify,
  };
}

const build: Reader<GitRef<Text>> = (node, report) => {
  const fields = fieldsOf(node, 'what is built', report);
  const type = fields?.required('type', choice('branch', 'tag', 'commitSha', 'PR'));
  if (fields === undefined || type === undefined) return undefined;
  const spec = fields.required('spec', (inner) => fieldsOf(inner, `the spec of a ${type}`, report));
  fields.end();
  if (type === 'PR') {
    const message = 'Cloning a pull request is not supported yet; name its branch.';
    report.unsupported('unsupported-build', message, node.at);
    return undefined;
  }
  const name = spec?.required(type, text);
  spec?.end();
  if (name === undefined) return undefined;
  return { kind: type === 'commitSha' ? 'commit' : type, name };
};

/** Names as git takes them; it would read one that begins with a hyphen as an option. */
const REF_NAME = /^(?![-/.])(?!.*(\.\.|@\{|\/\/))[^\s~^:?*[\\\p{Cc}]{1,255}(?<![/.])$/u;
const COMMIT = /^[0-9a-f]{7,64}$/i;
const DIRECTORY = /^(?!-)(?!(.*\/)?\.\.?(\/|$))[^\0\n\\]{1,255}$/;

/** A clone that a delegate makes, into a folder that the steps around it share. */
export function resolveGitClone(
  spec: GitCloneSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const { depth, fetchTags, sslVerify } = spec;
  const task = {
    type: 'GitClone',
    ...originOf(spec, turn),
    ref: resolveRef(spec.ref, turn),
    directory: spec.directory === undefined ? null : resolveDirectory(spec.directory, turn),
    depth,
    fetchTags,
    sslVerify,
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}

/** Where the repository is, and with which credentials it is read. */
function originOf(
  { connector, repository }: GitSource,
  turn: TextsInTurn,
): Pick<GitCloneTask, 'repository' | 'credentials'> {
  if (connector === undefined) {
    return { repository: repository === undefined ? '' : turn.taskText(repository) };
  }
  const named = namedConnector(connector, turn);
  const found = turn.gitConnector(named);
  if (found === undefined) return { repository: '' };
  const { url, holdsMany, credentials } = found;
  const name = holdsMany ? repositoryIn(named, repository, turn) : null;
  const whole = name === null ? url : `${url.replace(/\/+$/, '')}/${name}`;
  return { repository: whole, ...given('credentials', credentials) };
}

const REPOSITORY_NAME = /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+){0,20}$/;

/** The repository of an account: its name goes into the URL, and credentials with it, so it must be no more than that. */
function repositoryIn(
  { reference, at }: ConnectorReference,
  repository: Text | undefined,
  turn: TextsInTurn,
): string {
  const name = repository === undefined ? '' : turn.text(repository).trim();
  if (!REPOSITORY_NAME.test(name)) {
    const message =
      name === ''
        ? `the connector "${reference}" is of an account: name the repository with repoName`
        : `"${name.slice(0, 80)}" is no name of a repository`;
    turn.refuse(message, repository?.at ?? at);
  }
  return name;
}

function resolveRef(ref: GitRef<Text>, turn: TextsInTurn): GitRef<string> {
  if (ref.kind === 'default') return ref;
  const name = turn.text(ref.name).trim();
  const form = ref.kind === 'commit' ? COMMIT : REF_NAME;
  if (!form.test(name)) turn.refuse(`"${name.slice(0, 80)}" is no ${ref.kind}`, ref.name.at);
  return { kind: ref.kind, name };
}

/** `/harness` is where Harness keeps the workspace: here it is the execution's folder. */
function resolveDirectory(said: Text, turn: TextsInTurn): string {
  const path =
    turn
      .text(said)
      .trim()
      .replace(/^\/harness(\/|$)/, '') || '.';
  const isInside = path === '.' || (DIRECTORY.test(path) && !path.startsWith('/'));
  if (!isInside) {
    turn.refuse(`"${path.slice(0, 80)}" leaves the folder of the execution`, said.at);
  }
  return path;
}
