import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
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

interface Interrupt {
  readonly name: string;
  readonly description: string;
  readonly interruptType: string;
  /** What is being done, before the execution's id. */
  readonly doing: string;
}

/** `reprise abort ID` */
export const addAbort = adding({
  name: 'abort',
  description: 'abort a live execution: its running steps are stopped, nothing new starts',
  interruptType: 'AbortAll',
  doing: 'Aborting',
});

/** `reprise expire ID` */
export const addExpire = adding({
  name: 'expire',
  description: 'expire a live execution, as the timeout of its pipeline would',
  interruptType: 'ExpireAll',
  doing: 'Expiring',
});

/** `reprise pause ID` */
export const addPause = adding({
  name: 'pause',
  description:
    'start nothing new in an execution until it is resumed; what runs goes on to its end',
  interruptType: 'Pause',
  doing: 'Pausing',
});

/** `reprise resume ID` */
export const addResume = adding({
  name: 'resume',
  description: 'go on with an execution that was paused',
  interruptType: 'Resume',
  doing: 'Resuming',
});

/** A command that interrupts a whole execution. */
function adding({ name, description, interruptType, doing }: Interrupt) {
  return (program: Command, host: CommandHost): void => {
    const command = program.command(name).description(description).argument('<execution>');
    withServer(withJson(command)).action(
      host.run((execution: string, options: JsonOption & ServerOption) =>
        connected(host.terminal, options, async ({ client }): Promise<ExitCode> => {
          const answer = await client.interruptExecution({
            path: { execution },
            query: { interruptType },
          });
          const { data } = valueOf(answer);
          if (options.json === true) printJson(host.terminal, data);
          else host.terminal.out(`${doing} ${data.planExecutionId}.\n`);
          return EXIT.success;
        }),
      ),
    );
  };
}
