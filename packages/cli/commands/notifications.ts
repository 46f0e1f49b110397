import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { notificationsText } from '../output/notifications-text.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

/** `reprise notifications ID` */
export function addNotifications(program: Command, host: CommandHost): void {
  const command = program
    .command('notifications')
    .description('show whom an execution has told of what, and what did not arrive')
    .argument('<execution>', 'the execution');
  withLocal(withJson(command)).action(
    host.run((execution: string, options: JsonOption & LocalOptions) =>
      connected(host.terminal, options, async ({ client }) => {
        const { terminal } = host;
        const found = valueOf(await client.listNotifications({ path: { execution } }));
        if (options.json === true) printJson(terminal, found);
        else terminal.out(notificationsText(found.notifications));
        return EXIT.success;
      }),
    ),
  );
}
