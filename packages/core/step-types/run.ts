import { ok, type Result, refused } from '@reprise/core';
import { choice, type Fields, given, names, text } from '../yaml/index.ts';
import { noEffect, readContainer, resolveContainer } from './container.ts';
import { environmentOf, runOutputs, textMap } from './environment.ts';
import type { PluginSpec, RunShell, RunSpec, StepWork } from './model/index.ts';
import { readOutputAlias } from './output-alias.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** Run: a command in a container, or without an image on the delegate's own machine. */
export const run: StepTypeReader<RunSpec> = {
  type: 'Run',
  readSpec(fields) {
    const shell = fields.optional('shell', runShell) ?? 'Sh';
    const command = fields.required('command', text);
    const container = readContainer(fields);
    const environment = fields.optional('envVariables', environmentMap) ?? [];
    const outputs = fields.optional('outputVariables', runOutputs) ?? [];
    const outputAlias = fields.optional('outputAlias', readOutputAlias);
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    noEffect(fields, 'reports', 'reports of tests are not collected');
    if (command === undefined) return undefined;
    return {
      type: 'Run',
      shell: plainShell(shell),
      command,
      ...given('container', container),
      environment,
      outputs,
      ...given('outputAlias', outputAlias),
      delegateSelectors,
    };
  },
};

/** Plugin: an image whose own program is told by variables what to do. */
export const plugin: StepTypeReader<PluginSpec> = {
  type: 'Plugin',
  readSpec(fields) {
    const container = readContainer(fields);
    const settings = fields.optional('settings', settingsMap) ?? [];
    const environment = fields.optional('envVariables', environmentMap) ?? [];
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    fields.unsupported('uses', 'entrypoint');
    noEffect(fields, 'reports', 'reports of tests are not collected');
    if (container === undefined) {
      missingImage(fields);
      return undefined;
    }
    const all = [...environment, ...settings];
    return { type: 'Plugin', container, environment: all, delegateSelectors };
  },
};

const missingImage = ({ map, report }: Fields): void =>
  report.error('missing-key', '"image" is missing: a Plugin step is an image that is run.', map.at);

export const runShell = choice('Sh', 'Bash', 'Python', 'Pwsh', 'Powershell');

/** Powershell is the one of Windows; here it is Pwsh that is there. */
export const plainShell = (shell: RunShell | 'Powershell'): RunShell =>
  shell === 'Powershell' ? 'Pwsh' : shell;

export const environmentMap = textMap('a map of environment variables', (key) =>
  /^[a-zA-Z_][a-zA-Z0-9_.-]{0,255}$/.test(key)
    ? ok(key)
    : refused(`"${key}" is no name of an environment variable.`),
);

/** `PLUGIN_` and the name in capitals: how plugins read their settings. */
const settingsMap = textMap('a map of settings', (key) =>
  /^[a-zA-Z0-9_.-]{1,200}$/.test(key)
    ? ok(`PLUGIN_${key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`)
    : refused(`"${key}" is no name of a setting.`),
);

/** A task for a delegate, with secrets left as references (I10). */
export function resolveRun(spec: RunSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const task = {
    type: 'Run',
    command: { shell: spec.shell, script: turn.taskText(spec.command) },
    container: spec.container === undefined ? null : resolveContainer(spec.container, turn),
    environment: environmentOf(spec.environment, turn),
    outputs: spec.outputs,
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}

/** The image's own program, told by variables. */
export function resolvePlugin(spec: PluginSpec, texts: StepTexts): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const task = {
    type: 'Run',
    command: null,
    container: resolveContainer(spec.container, turn),
    environment: environmentOf(spec.environment, turn),
    outputs: [],
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}
