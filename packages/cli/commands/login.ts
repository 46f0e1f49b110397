import type { Command } from 'commander';
import { CommandError, valueOf } from '../command-error.ts';
import { baseUrlOf, connectTo } from '../connection.ts';
import { credentialsFile, keepToken } from '../credentials.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import {
  type CommandHost,
  type JsonOption,
  type ServerOption,
  withJson,
  withServer,
} from './command-host.ts';

/** A token of a person or of a service account, as the server gives them away. */
const TOKEN = /^[ps]at\.[\x21-\x7e]{1,500}$/;

/** `reprise login` */
export function addLogin(program: Command, host: CommandHost): void {
  const command = program
    .command('login')
    .description('keep a token for a server with users, so that commands need none')
    .addHelpText(
      'after',
      '\nMake a token in the browser, under your name, and paste it; or pipe it in.\n' +
        'REPRISE_API_KEY goes before the token that is kept.',
    );
  withServer(withJson(command)).action(
    host.run((options: ServerOption & JsonOption) => login(host, options)),
  );
}

async function login(
  { terminal }: CommandHost,
  { server: url, json }: ServerOption & JsonOption,
): Promise<ExitCode> {
  const stranger = connectTo(terminal, url, null);
  if (!valueOf(await stranger.client.getSession({})).login) {
    if (json === true) printJson(terminal, { server: url, login: false });
    else terminal.out(`The server at ${url} has no users: commands need no token.\n`);
    return EXIT.success;
  }
  const page = new URL('/my-tokens', url).href;
  const token = await terminal.askSecret(`Token for ${url} (${page} makes one): `);
  if (!TOKEN.test(token)) {
    const got = token === '' ? 'There was none' : 'That is none';
    throw new CommandError(EXIT.usage, `${got}: a token begins with "pat." or "sat.".`);
  }
  const { data } = valueOf(await connectTo(terminal, url, token).client.currentUser({}));
  const file = keepToken(terminal.environment, url, token);
  if (json === true) printJson(terminal, { server: url, login: true, user: data.name, file });
  else terminal.out(`Logged in to ${url} as ${data.name}. The token is kept in ${file}.\n`);
  return EXIT.success;
}

/** `reprise logout` */
export function addLogout(program: Command, host: CommandHost): void {
  const command = program
    .command('logout')
    .description('forget the token that is kept for a server; it stays good until it is revoked');
  withServer(command).action(
    host.run(async ({ server: url }: ServerOption): Promise<ExitCode> => {
      const { environment } = host.terminal;
      if (credentialsFile(environment) !== null) keepToken(environment, baseUrlOf(url), null);
      host.terminal.out(`No token is kept for ${url}.\n`);
      return EXIT.success;
    }),
  );
}
