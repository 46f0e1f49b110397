import type { Result, Text } from '@reprise/core';
import {
  boolean,
  choice,
  fieldsOf,
  given,
  names,
  type Reader,
  text,
  wholeNumber,
} from '../yaml/index.ts';
import { noEffect } from './container.ts';
import type { GitCloneSpec, GitRef, StepWork } from './model.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** What Harness fetches of a manual build. */
const DEFAULT_DEPTH = 50;

export const gitClone: StepTypeReader<GitCloneSpec> = {
  type: 'GitClone',
  readSpec(fields) {
    const repository = fields.required('repoName', text);
    const ref = fields.optional('build', build) ?? { kind: 'default' };
    const directory = fields.optional('cloneDirectory', text);
    const depth = fields.optional('depth', wholeNumber(0)) ?? DEFAULT_DEPTH;
    const fetchTags = fields.optional('fetchTags', boolean) ?? false;
    const sslVerify = fields.optional('sslVerify', boolean) ?? true;
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    fields.unsupported('connectorRef', 'lfs', 'sparseCheckout', 'submoduleStrategy');
    fields.unsupported('preFetchCommand', 'outputFilePathsContent');
    noEffect(fields, 'resources', 'git runs on the delegate itself, in no container');
    noEffect(fields, 'runAsUser', 'git runs on the delegate itself, in no container');
    if (repository === undefined) return undefined;
    const rest = { depth, fetchTags, sslVerify, delegateSelectors };
    return { type: 'GitClone', repository, ref, ...given('directory', directory), ...rest };
  },
};

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

/** A clone that a delegate makes, into a folder that the steps of the execution share. */
export function resolveGitClone(
  spec: GitCloneSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const { depth, fetchTags, sslVerify } = spec;
  const task = {
    type: 'GitClone',
    repository: turn.taskText(spec.repository),
    ref: resolveRef(spec.ref, turn),
    directory: spec.directory === undefined ? null : resolveDirectory(spec.directory, turn),
    depth,
    fetchTags,
    sslVerify,
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
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
