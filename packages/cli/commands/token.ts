import { type Command, Option } from 'commander';
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
import { wholeNumber } from './whole-number.ts';

interface CreateOptions extends ServerOption, JsonOption {
  readonly serviceAccount?: string;
  readonly org?: string;
  readonly project?: string;
  readonly days?: number;
}

/** The key that the tokens of this command lie in. */
const KEY = 'command_line';
const DAY = 24 * 60 * 60 * 1000;

/** `reprise token` */
export function addToken(program: Command, host: CommandHost): void {
  const token = program.command('token').description('tokens for a server with users');
  const create = token
    .command('create')
    .argument('<name>', 'letters, digits and _')
    .description('make a token, and print it this once')
    .option('--service-account <id>', 'of a service account; your own when left out')
    .option('--org <id>', 'where the service account is')
    .option('--project <id>', 'where the service account is')
    .addOption(new Option('--days <days>', 'how long it is good').argParser(wholeNumber(1, 3650)))
    .addHelpText(
      'after',
      '\nCommands send the token in REPRISE_API_KEY, or the one that `reprise login` keeps.',
    );
  withServer(withJson(create)).action(
    host.run((name: string, options: CreateOptions) =>
      connected(host.terminal, options, async ({ client }): Promise<ExitCode> => {
        const query = { orgIdentifier: options.org, projectIdentifier: options.project };
        const owner =
          options.serviceAccount === undefined
            ? { apiKeyType: 'USER' as const }
            : { apiKeyType: 'SERVICE_ACCOUNT' as const, parentIdentifier: options.serviceAccount };
        const keys = valueOf(await client.listApiKeys({ query: { ...query, ...owner } }));
        if (!keys.data.some(({ identifier }) => identifier === KEY)) {
          valueOf(await client.createApiKey({ query, body: { identifier: KEY, ...owner } }));
        }
        const validTo = options.days === undefined ? null : Date.now() + options.days * DAY;
        const body = { identifier: name, apiKeyIdentifier: KEY, validTo, ...owner };
        const { data } = valueOf(await client.createToken({ query, body }));
        if (options.json === true) printJson(host.terminal, { token: data });
        else host.terminal.out(`${data}\n`);
        return EXIT.success;
      }),
    ),
  );
}
