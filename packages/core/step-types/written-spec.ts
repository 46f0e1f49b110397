import { formatDuration, type Text, unreachable } from '@reprise/core';
import type { ContainerSpec, ScriptSpec, StepSpec } from './model/index.ts';

/** What a `spec` says, under the keys of the YAML; texts may hold expressions. */
export interface WrittenSpec {
  readonly [key: string]: WrittenPart | undefined;
}
export type WrittenPart = Text | string | number | boolean | readonly string[] | WrittenSpec;

/** What a step's `spec` says, for expressions that ask for it: `….steps.ID.spec.command`. */
export function writtenSpec(spec: StepSpec): WrittenSpec {
  switch (spec.type) {
    case 'ShellScript':
      return script(spec);
    case 'CustomApproval':
      return script(spec.check);
    case 'Run':
    case 'Background':
      return {
        shell: spec.shell,
        command: spec.command,
        ...container(spec.container),
        envVariables: byName(spec.environment),
        delegateSelectors: spec.delegateSelectors,
      };
    case 'Plugin':
      return { ...container(spec.container), delegateSelectors: spec.delegateSelectors };
    case 'Http':
      return {
        url: spec.url,
        method: spec.method,
        requestBody: spec.body,
        headers: Object.fromEntries(spec.headers.map(({ name, value }) => [name.text, value])),
        delegateSelectors: spec.delegateSelectors,
      };
    case 'Email':
      return { to: spec.to, cc: spec.cc, subject: spec.subject, body: spec.body };
    case 'HarnessApproval':
      return {
        approvalMessage: spec.message,
        callbackId: spec.callbackId,
        approvers: {
          userGroups: spec.userGroups,
          minimumCount: spec.minimumCount,
          disallowPipelineExecutor: spec.disallowPipelineExecutor,
        },
      };
    case 'GitClone':
      return { repoName: spec.repository, cloneDirectory: spec.directory, depth: spec.depth };
    case 'Wait':
      return { duration: formatDuration(spec.duration) };
    case 'Barrier':
      return { barrierRef: spec.barrierRef };
    case 'Queue':
      return { key: spec.key, scope: spec.scope };
    case 'Pipeline':
      return { org: spec.org, project: spec.project, pipeline: spec.pipeline };
    default:
      return unreachable(spec);
  }
}

const script = (spec: ScriptSpec): WrittenSpec => ({
  shell: spec.shell,
  source: { type: 'Inline', spec: { script: spec.script } },
  environmentVariables: byName(spec.environment),
  delegateSelectors: spec.delegateSelectors,
});

const container = (spec: ContainerSpec | undefined): WrittenSpec =>
  spec === undefined ? {} : { image: spec.image };

const byName = (
  variables: readonly { readonly name: string; readonly value: Text }[],
): WrittenSpec => Object.fromEntries(variables.map(({ name, value }) => [name, value]));
