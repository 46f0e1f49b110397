import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';
import { NODE_ARGUMENT, namedNode } from './named-node.ts';

interface Interrupt {
  readonly name: string;
  readonly description: string;
  readonly interruptType: string;
  /** What is being done, before the execution's id. */
  readonly doing: string;
  /** What it means when a node is named. */
  readonly ofNode?: string;
}

type Options = JsonOption & ServerOption;

/** `reprise abort ID [NODE]`: aborting one stage aborts the whole execution, as in Harness. */
export const addAbort = adding({
  name: 'abort',
  description: 'abort a live execution: its running steps are stopped, nothing new starts',
  interruptType: 'AbortAll',
  doing: 'Aborting',
  ofNode: 'aborting a stage or step aborts all of its execution; mark-failed fails it alone',
});

/** `reprise expire ID` */
export const addExpire = adding({
  name: 'expire',
  description: 'expire a live execution, as the timeout of its pipeline would',
  interruptType: 'ExpireAll',
  doing: 'Expiring',
});

/** `reprise pause ID [NODE]`: the server says that only all of an execution can be paused. */
export const addPause = adding({
  name: 'pause',
  description:
    'start nothing new in an execution until it is resumed; what runs goes on to its end',
  interruptType: 'Pause',
  doing: 'Pausing',
});

/** `reprise resume ID [NODE]`: as `pause`. */
export const addResume = adding({
  name: 'resume',
  description: 'go on with an execution that was paused',
  interruptType: 'Resume',
  doing: 'Resuming',
});

/** A command that interrupts an execution. */
function adding(interrupt: Interrupt) {
  const { name, description } = interrupt;
  return (program: Command, host: CommandHost): void => {
    const command = program
      .command(name)
      .description(description)
      .argument('<execution>')
      .argument('[node]', NODE_ARGUMENT);
    withServer(withJson(command)).action(
      host.run((execution: string, node: string | undefined, options: Options) =>
        connected(host.terminal, options, async (connection): Promise<ExitCode> => {
          const { data, said } = await send(connection, interrupt, execution, node);
          if (options.json === true) printJson(host.terminal, data);
          else host.terminal.out(`${interrupt.doing} ${data.planExecutionId}${said}.\n`);
          return EXIT.success;
        }),
      ),
    );
  };
}

async function send(
  connection: Connection,
  { interruptType, ofNode }: Interrupt,
  execution: string,
  node: string | undefined,
) {
  const { client } = connection;
  const query = { interruptType };
  if (node === undefined) {
    const answer = await client.interruptExecution({ path: { execution }, query });
    return { data: valueOf(answer).data, said: '' };
  }
  const { uuid, label } = await namedNode(connection, execution, node);
  const answer = await client.interruptNode({ path: { execution, node: uuid }, query });
  const said = ofNode === undefined ? `, ${label}` : `, and not ${label} alone: ${ofNode}`;
  return { data: valueOf(answer).data, said };
}
