import type { Command } from 'commander';
import { type Applied, applyDocument, RESULTS } from '../apply/apply-document.ts';
import { documentsAt } from '../apply/documents.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { sanitise } from '../output/sanitise.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

interface ApplyOptions extends LocalOptions, JsonOption {
  readonly dryRun?: true;
}

/** `reprise apply FILE|FOLDER…` */
export function addApply(program: Command, host: CommandHost): void {
  const command = program
    .command('apply')
    .description('create or update pipelines, templates, input sets and objects from YAML files')
    .argument('<path...>', 'YAML files, or folders of them; - is standard input')
    .option('--dry-run', 'say what would be created or updated, and change nothing')
    .addHelpText(
      'after',
      '\nEach document of a file is one connector, environment, infrastructureDefinition, inputSet, overlayInputSet,\npipeline, secret, service, template or variable, and goes where its orgIdentifier and projectIdentifier say.\nWhat others refer to is sent first; what the server holds already is left alone.',
    );
  withLocal(withJson(command)).action(
    host.run((paths: readonly string[], options: ApplyOptions) =>
      apply(host.terminal, paths, options),
    ),
  );
}

async function apply(
  terminal: Terminal,
  paths: readonly string[],
  options: ApplyOptions,
): Promise<ExitCode> {
  // Every file is read before the first document is sent: a wrong name changes nothing.
  const documents = await documentsAt(paths);
  return connected(terminal, options, async ({ client }) => {
    const all: Applied[] = [];
    let code: ExitCode = EXIT.success;
    for (const document of documents) {
      const [applied, exit] = await applyDocument(client, document, options.dryRun === true);
      all.push(applied);
      if (code === EXIT.success) code = exit;
      if (options.json !== true) tell(terminal, applied);
    }
    if (options.json === true) printJson(terminal, all);
    else terminal.out(`${summary(all, options.dryRun === true)}\n`);
    return code;
  });
}

function tell(terminal: Terminal, applied: Applied): void {
  const { file, line: at, kind, identifier, versionLabel, result, message } = applied;
  const name = versionLabel === undefined ? identifier : `${identifier} ${versionLabel}`;
  const line = `${result} ${kind} ${name}`;
  if (message === undefined) {
    terminal.out(`${sanitise(line, false)}\n`);
    return;
  }
  const where = at === 1 ? file : `${file}, from line ${at}`;
  terminal.err(`${sanitise(`${where}: ${line}`, false)}\n${sanitise(message, false)}\n`);
}

function summary(all: readonly Applied[], dryRun: boolean): string {
  const counts = RESULTS.flatMap((result) => {
    const count = all.filter((applied) => applied.result === result).length;
    return count === 0 ? [] : [`${count} ${result}`];
  });
  return `${counts.join(', ')}.${dryRun ? ' A dry run: nothing was changed.' : ''}`;
}
