import type { ExecutionNode } from '@reprise/api';
import { fillGivenInputs } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { oneLine } from '../output/sanitise.ts';
import { addressOf, isCalled } from '../progress/address.ts';
import { askingNodes, labelOf, type Progress } from '../progress/model.ts';
import { nodesOf } from '../progress/nodes-of.ts';
import type { Terminal } from '../terminal.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';
import { addPair } from './name-value.ts';

type Options = JsonOption & ServerOption;
type Pairs = Readonly<Record<string, string>>;

/** `reprise input ID NODE name=value…` */
export function addInput(program: Command, host: CommandHost): void {
  const command = program
    .command('input')
    .description('give the inputs that a stage, group or step waits for')
    .argument('<execution>')
    .argument('<node>', 'its identifier, or stage/step')
    .argument('[name=value...]', 'a value; what is left out takes its default', pairOf, {});
  withServer(withJson(command)).action(
    host.run((execution: string, node: string, pairs: Pairs, options: Options) =>
      connected(host.terminal, options, (connection) =>
        give(host.terminal, connection, { execution, node, pairs, options }),
      ),
    ),
  );
}

const pairOf = (text: string, pairs: Pairs): Pairs => addPair(text, pairs);

interface Request {
  readonly execution: string;
  readonly node: string;
  readonly pairs: Pairs;
  readonly options: Options;
}

async function give(
  terminal: Terminal,
  { client }: Connection,
  { execution, node: name, pairs, options }: Request,
): Promise<ExitCode> {
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const node = askingNode(nodes, execution, name);
  const path = { node: node.uuid };
  const asked = valueOf(await client.getExecutionInputs({ path })).data;
  const filled = fillGivenInputs(asked.inputTemplate, pairs);
  if (!filled.ok) throw new CommandError(EXIT.usage, filled.error);
  const { data } = valueOf(await client.giveExecutionInputs({ path, body: filled.value }));
  if (options.json === true) printJson(terminal, data);
  else terminal.out(`${oneLine(labelOf(nodes, node))} has its inputs and goes on.\n`);
  return EXIT.success;
}

/** The node that a person means, of those that wait: by identifier, address, full name or node id. */
function askingNode(nodes: Progress['nodes'], execution: string, name: string): ExecutionNode {
  const waiting = askingNodes(nodes);
  const found = waiting.filter((node) => isCalled(nodes, node, name));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const names = (found.length > 0 ? found : waiting).map((node) => addressOf(nodes, node));
  if (names.length === 0) {
    const message = `Nothing in this execution waits for inputs now. See: reprise show ${execution}`;
    throw new CommandError(EXIT.failed, message);
  }
  const why = only === undefined ? `"${name}" does not wait for inputs` : `Several are "${name}"`;
  throw new CommandError(EXIT.notFound, `${why}. What waits: ${names.join(', ')}.`);
}
