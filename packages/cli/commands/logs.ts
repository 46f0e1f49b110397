import type { ExecutionNode } from '@reprise/api';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { oneLine, sanitise } from '../output/sanitise.ts';
import { findStep } from '../progress/find-step.ts';
import { follow } from '../progress/follow.ts';
import { type LogLine, LogReader } from '../progress/log-reader.ts';
import { labelOf, type Progress } from '../progress/model.ts';
import { nodesOf } from '../progress/nodes-of.ts';
import type { ProgressPrinter } from '../progress/printer.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

interface LogsOptions extends JsonOption, LocalOptions {
  readonly follow?: true;
}

/** `reprise logs ID [STEP]` */
export function addLogs(program: Command, host: CommandHost): void {
  const command = program
    .command('logs')
    .description('print what the steps of an execution printed')
    .argument('<execution>')
    .argument('[step]', 'only this step: its identifier, or stage/step')
    .option('-f, --follow', 'go on printing until the execution ends');
  withLocal(withJson(command)).action(
    host.run((execution: string, step: string | undefined, options: LogsOptions) =>
      connected(host.terminal, options, (connection) =>
        logs(host.terminal, connection, { execution, step, options }),
      ),
    ),
  );
}

interface LogsRequest {
  readonly execution: string;
  readonly step: string | undefined;
  readonly options: LogsOptions;
}

async function logs(
  terminal: Terminal,
  { client }: Connection,
  { execution, step, options }: LogsRequest,
): Promise<ExitCode> {
  if (options.follow === true && options.json === true) {
    throw new CommandError(EXIT.usage, '--json is one document, and -f never ends: give one.');
  }
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const chosen = step === undefined ? null : chosenStep(nodes, step);
  if (options.follow === true) {
    const stop = new AbortController();
    const release = terminal.onInterrupt(() => stop.abort());
    const printer = logPrinter(terminal, chosen);
    await follow({ client, execution, printer, signal: stop.signal, stopAtApproval: false });
    release();
    return EXIT.success;
  }
  const reader = new LogReader(client, execution);
  const steps =
    chosen === null ? [...nodes.values()].filter((node) => node.logBaseKey !== null) : [chosen];
  if (options.json === true) {
    printJson(terminal, { content: await collected(reader, steps) });
    return EXIT.success;
  }
  for (const node of steps.filter(({ logBaseKey }) => logBaseKey !== null)) {
    const prefix = chosen === null ? `${oneLine(labelOf(nodes, node))} | ` : '';
    for await (const lines of reader.next(node.uuid, node.attempts)) print(terminal, prefix, lines);
  }
  return EXIT.success;
}

function chosenStep(nodes: Progress['nodes'], step: string): ExecutionNode {
  const found = findStep(nodes, step);
  if (found.ok) return found.value;
  throw new CommandError(EXIT.notFound, found.error);
}

function print(terminal: Terminal, prefix: string, lines: readonly LogLine[]): void {
  const keepColours = terminal.colours.isColorSupported;
  terminal.out(lines.map(({ out }) => `${prefix}${sanitise(out, keepColours)}\n`).join(''));
}

async function collected(reader: LogReader, steps: readonly ExecutionNode[]) {
  const content = [];
  for (const { uuid, baseFqn, attempts, logBaseKey } of steps) {
    if (logBaseKey === null) continue;
    for await (const lines of reader.next(uuid, attempts)) {
      for (const line of lines) content.push({ baseFqn, ...line });
    }
  }
  return content;
}

/** Prints the lines of logs only; of one step without a prefix. */
function logPrinter(terminal: Terminal, chosen: ExecutionNode | null): ProgressPrinter {
  return {
    wantsLogOf: (node) => chosen === null || node.uuid === chosen.uuid,
    changed: () => {},
    log: (progress, node, lines) => {
      const prefix = chosen === null ? `${oneLine(labelOf(progress.nodes, node))} | ` : '';
      print(terminal, prefix, lines);
    },
    note: (text) => terminal.err(`${text}\n`),
    close: () => {},
  };
}
