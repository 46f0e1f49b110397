import { ok, type Result, refused, type Text } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import {
  boolean,
  choice,
  type Fields,
  fieldsOf,
  given,
  namedList,
  names,
  type Reader,
  text,
} from '../yaml/index.ts';
import { outputName, variableName } from './environment.ts';
import type {
  EnvironmentVariable,
  OutputVariable,
  ScriptSpec,
  ShellScriptSpec,
  TaskWork,
} from './model/index.ts';
import { readOutputAlias } from './output-alias.ts';
import type { StepTypeReader } from './step-type.ts';
import type { StepTextError, StepTexts } from './texts.ts';

export const shellScript: StepTypeReader<ShellScriptSpec> = {
  type: 'ShellScript',
  readSpec(fields) {
    const script = readScript(fields);
    const outputAlias = fields.optional('outputAlias', readOutputAlias);
    if (script === undefined) return undefined;
    return { type: 'ShellScript', ...script, ...given('outputAlias', outputAlias) };
  },
};

/** What every step says that runs a script in a shell on a delegate. */
export function readScript(fields: Fields): ScriptSpec | undefined {
  const shell = fields.required('shell', choice('Bash', 'PowerShell'));
  const script = fields.required('source', source);
  const environment = fields.optional('environmentVariables', environmentVariables) ?? [];
  const outputs = fields.optional('outputVariables', outputVariables) ?? [];
  const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
  fields.unsupported('executionTarget', 'includeInfraSelectors');
  onlyOnDelegate(fields);
  if (shell === undefined || script === undefined) return undefined;
  return { shell, script, environment, outputs, delegateSelectors };
}

const source: Reader<Text> = (node, report) => {
  const fields = fieldsOf(node, 'the source of a script', report);
  const type = fields?.required('type', choice('Inline', 'Harness'));
  if (fields === undefined || type === undefined) return undefined;
  if (type === 'Harness') {
    const message = 'Scripts from the file store are not supported yet; use `type: Inline`.';
    report.unsupported('unsupported-source', message, node.at);
    return undefined;
  }
  const spec = fields.required('spec', (specNode) =>
    fieldsOf(specNode, 'the spec of an inline script', report),
  );
  const script = spec?.required('script', text);
  spec?.end();
  fields.end();
  return script;
};

const environmentVariable: Reader<EnvironmentVariable> = (node, report) => {
  const fields = fieldsOf(node, 'an environment variable', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', variableName);
  const type = fields.optional('type', choice('String', 'Number', 'Secret'));
  const value = fields.required('value', text);
  fields.ignore('description', 'required');
  fields.end();
  if (name === undefined || value === undefined) return undefined;
  return { name, value, ...(type === 'Secret' ? { secret: true } : {}) };
};

const outputVariable: Reader<OutputVariable> = (node, report) => {
  const fields = fieldsOf(node, 'an output variable', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', outputName);
  const type = fields.optional('type', choice('String', 'Number', 'Secret'));
  const variable = fields.required('value', variableName);
  fields.ignore('description');
  fields.end();
  if (name === undefined || variable === undefined) return undefined;
  return { name, variable, secret: type === 'Secret' };
};

const environmentVariables = namedList('environment variable', environmentVariable);
const outputVariables = namedList('output variable', outputVariable);

/** `onDelegate: true` is the default; `false` names a host, which `executionTarget` reports already. */
function onlyOnDelegate(fields: Fields): void {
  const at = fields.map.entries.get('onDelegate')?.keyAt;
  if (fields.optional('onDelegate', boolean) !== false || at === undefined) return;
  const message = 'Scripts run on the delegate only; `onDelegate: false` is not supported yet.';
  fields.report.unsupported('unsupported-key', message, at);
}

/** A task for a delegate, with secrets left as references (I10). */
export function resolveShellScript(
  spec: ScriptSpec,
  texts: StepTexts,
): Result<TaskWork, StepTextError> {
  const script = texts.taskText(spec.script);
  if (!script.ok) return refused(script.error);
  const environment: [string, TaskText][] = [];
  for (const variable of spec.environment) {
    const value = texts.taskText(variable.value);
    if (!value.ok) return refused(value.error);
    // The value of a secret variable is the secret's identifier, unless an expression already gave the secret.
    const isIdentifier = variable.secret === true && typeof value.value === 'string';
    environment.push([variable.name, isIdentifier ? [{ secret: value.value }] : value.value]);
  }
  return ok({
    kind: 'task',
    task: {
      type: 'ShellScript',
      shell: spec.shell,
      script: script.value,
      environment: Object.fromEntries(environment),
      outputs: spec.outputs,
    },
    selectors: spec.delegateSelectors,
  });
}
