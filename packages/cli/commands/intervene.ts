import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { oneLine } from '../output/sanitise.ts';
import { findStep } from '../progress/find-step.ts';
import { labelOf } from '../progress/model.ts';
import { INTERVENTIONS } from '../progress/next-command.ts';
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

type Intervention = (typeof INTERVENTIONS)[number];
type Options = JsonOption & ServerOption;

/** `reprise intervene ID STEP ACTION` */
export function addIntervene(program: Command, host: CommandHost): void {
  const command = program
    .command('intervene')
    .description('decide about a step that failed and waits for a decision')
    .argument('<execution>')
    .argument('<step>', 'its identifier, or stage/step')
    .argument('<action>', INTERVENTIONS.join(', '), interventionOf);
  withServer(withJson(command)).action(
    host.run((execution: string, step: string, action: Intervention, options: Options) =>
      connected(host.terminal, options, (connection) =>
        intervene(host.terminal, connection, { execution, step, action, options }),
      ),
    ),
  );
}

function interventionOf(text: string): Intervention {
  const action = INTERVENTIONS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (action !== undefined) return action;
  throw new InvalidArgumentError(`One of ${INTERVENTIONS.join(', ')}.`);
}

interface Request {
  readonly execution: string;
  readonly step: string;
  readonly action: Intervention;
  readonly options: Options;
}

async function intervene(
  terminal: Terminal,
  { client }: Connection,
  { execution, step, action, options }: Request,
): Promise<ExitCode> {
  const nodes = nodesOf(valueOf(await client.getExecution({ path: { execution } })).data);
  const found = findStep(nodes, step);
  if (!found.ok) throw new CommandError(EXIT.notFound, found.error);
  const { data } = valueOf(
    await client.interveneNode({
      path: { execution, node: found.value.uuid },
      query: { interruptType: action },
    }),
  );
  if (options.json === true) printJson(terminal, data);
  else terminal.out(`${action}: ${oneLine(labelOf(nodes, found.value))}.\n`);
  return EXIT.success;
}
