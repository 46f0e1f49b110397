import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import {
  type CommandHost,
  connected,
  type JsonOption,
  type LocalOptions,
  withJson,
  withLocal,
} from './command-host.ts';

/** `reprise rotate-master-key` */
export function addRotateMasterKey(program: Command, host: CommandHost): void {
  const command = program
    .command('rotate-master-key')
    .description('seal all secrets under a new master key, and forget the old one')
    .addHelpText(
      'after',
      '\nWhere REPRISE_MASTER_KEY gives the key: put the new one before the old one, with a comma between them, restart the\nserver, run this, and leave the old one out at the next start.',
    );
  withLocal(withJson(command)).action(
    host.run((options: LocalOptions & JsonOption) =>
      connected(host.terminal, options, async ({ client }): Promise<ExitCode> => {
        const rotated = valueOf(await client.rotateMasterKey({}));
        if (options.json === true) printJson(host.terminal, rotated);
        else {
          const { resealed, keyId } = rotated;
          host.terminal.out(`Sealed anew under the key ${keyId}: ${resealed}.\n`);
        }
        return EXIT.success;
      }),
    ),
  );
}
