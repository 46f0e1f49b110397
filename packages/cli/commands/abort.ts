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

/** `reprise abort ID` */
export function addAbort(program: Command, host: CommandHost): void {
  const command = program
    .command('abort')
    .description('abort a live execution: its running steps are stopped, nothing new starts')
    .argument('<execution>');
  withServer(withJson(command)).action(
    host.run((execution: string, options: JsonOption & ServerOption) =>
      connected(host.terminal, options, async ({ client }): Promise<ExitCode> => {
        const { data } = valueOf(
          await client.interruptExecution({
            path: { execution },
            query: { interruptType: 'AbortAll' },
          }),
        );
        if (options.json === true) printJson(host.terminal, data);
        else host.terminal.out(`Aborting ${data.planExecutionId}.\n`);
        return EXIT.success;
      }),
    ),
  );
}
