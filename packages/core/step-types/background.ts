import type { Result } from '@reprise/core';
import {
  type Fields,
  fieldsOf,
  given,
  listOf,
  names,
  type Reader,
  scalarText,
  text,
} from '../yaml/index.ts';
import { noEffect, readContainer, resolveContainer } from './container.ts';
import { environmentOf } from './environment.ts';
import type { BackgroundSpec, ContainerSpec, PortBinding, StepWork } from './model/index.ts';
import { environmentMap, plainShell, runShell } from './run.ts';
import type { StepTypeReader } from './step-type.ts';
import { type StepTextError, type StepTexts, TextsInTurn } from './texts.ts';

/** Background: a process, or a container, that the steps after it use until their stage ends. */
export const background: StepTypeReader<BackgroundSpec> = {
  type: 'Background',
  readSpec(fields) {
    const shell = fields.optional('shell', runShell) ?? 'Sh';
    const command = fields.optional('command', text);
    const container = containerOf(fields);
    const environment = fields.optional('envVariables', environmentMap) ?? [];
    const delegateSelectors = fields.optional('delegateSelectors', names) ?? [];
    noEffect(fields, 'reports', 'reports of tests are not collected');
    if (command === undefined && container === undefined) nothingToRun(fields);
    return {
      type: 'Background',
      shell: plainShell(shell),
      ...given('command', command),
      ...given('container', container),
      environment,
      delegateSelectors,
    };
  },
};

const nothingToRun = ({ map, report }: Fields): void =>
  report.error(
    'missing-one-of',
    'Nothing says what runs: give "command", "image", or both.',
    map.at,
  );

/** The container, with what only one that stays has: ports, and another program than the image's. */
function containerOf(fields: Fields): ContainerSpec | undefined {
  const container = readContainer(fields);
  const entrypoint = fields.optional('entrypoint', listOf(text));
  const ports = fields.optional('portBindings', portBindings);
  if (container === undefined) {
    if (entrypoint !== undefined) withoutImage(fields, 'entrypoint');
    return undefined;
  }
  return { ...container, ...given('entrypoint', entrypoint), ...given('ports', ports) };
}

const withoutImage = ({ map, report }: Fields, key: string): void =>
  report.error(
    'bad-entry',
    `"${key}" is of a container, and there is no "image": write a "command" instead.`,
    map.entries.get(key)?.keyAt ?? map.at,
  );

/** A map of ports: the machine's, and the container's behind it. */
const portBindings: Reader<readonly PortBinding[]> = (node, report) => {
  const fields = fieldsOf(node, 'a map of ports', report);
  if (fields === undefined) return undefined;
  return [...fields.map.entries].flatMap(([key, { keyAt, value }]) => {
    const [host, container] = [portIn(key), portIn(scalarText(value))];
    if (host !== null && container !== null) return [{ host, container }];
    report.error('bad-value', 'Expected two ports, such as `"8080": "80"`.', keyAt);
    return [];
  });
};

function portIn(said: string | undefined): number | null {
  const port = /^\d{1,5}$/.test(said ?? '') ? Number(said) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** A task for a delegate, with secrets left as references (I10). */
export function resolveBackground(
  spec: BackgroundSpec,
  texts: StepTexts,
): Result<StepWork, StepTextError> {
  const turn = new TextsInTurn(texts);
  const { shell, command, container } = spec;
  const task = {
    type: 'Background',
    command: command === undefined ? null : { shell, script: turn.taskText(command) },
    container: container === undefined ? null : resolveContainer(container, turn),
    environment: environmentOf(spec.environment, turn),
  } as const;
  return turn.result({ kind: 'task', task, selectors: spec.delegateSelectors });
}
