import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@reprise/api/client';
import { CommandError } from './command-error.ts';
import { keptToken } from './credentials.ts';
import { EXIT } from './exit-code.ts';
import { openServer } from './open-server.ts';
import type { Reach } from './progress/next-command.ts';
import type { Terminal } from './terminal.ts';

/** A server to talk to: one on the network, or one in this very process. */
export interface Connection {
  readonly client: Client;
  /** Lives and ends with this command: nobody else can reach it meanwhile. */
  readonly local: boolean;
  /** How a later command comes here again; null when nothing is left to come to. */
  readonly reach: Reach | null;
  close(): Promise<void>;
}

export const DEFAULT_URL = 'http://127.0.0.1:7070';
/** How many steps run at once, where nobody said otherwise. */
export const DEFAULT_CONCURRENCY = 32;

/**
 * A server on the network; nothing is sent before the first call.
 *
 * @param token whose the calls are; null: nobody's. Left out: the token of the environment, or else the kept one.
 */
export function connectTo(
  { environment }: Terminal,
  url: string,
  token = tokenFor(environment, baseUrlOf(url)),
): Connection {
  // Where commands go that are told nothing.
  const known = url === (environment['REPRISE_URL'] ?? DEFAULT_URL);
  return {
    client: createClient({
      baseUrl: baseUrlOf(url),
      fetch: (request) => send(request, url),
      // A server with users wants to know whose the command is.
      headers: token === null ? {} : { 'x-api-key': token },
    }),
    local: false,
    reach: { program: programIn(environment), options: known ? '' : ` --server ${url}` },
    close: async () => {},
  };
}

/**
 * A server in this process, without a port: the same one that `reprise server` runs.
 *
 * @param dataFolder kept afterwards; absent: a temporary folder that `close` removes.
 */
export async function connectLocally(
  terminal: Terminal,
  dataFolder: string | undefined,
): Promise<Connection> {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'reprise-local-')));
  const removeFolder = async (): Promise<void> => {
    if (dataFolder !== undefined) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const options = { dataFolder: folder, concurrency: DEFAULT_CONCURRENCY, log: 'error' } as const;
  const server = await openServer(terminal, options).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return {
    client: createClient({
      baseUrl: 'http://127.0.0.1',
      fetch: (request) => server.fetch(request),
    }),
    local: true,
    reach:
      dataFolder === undefined
        ? null
        : { program: programIn(terminal.environment), options: ` --local --data ${dataFolder}` },
    close: async () => {
      await server.close();
      await removeFolder();
    },
  };
}

const tokenFor = (environment: Terminal['environment'], url: string): string | null =>
  environment['REPRISE_API_KEY'] || keptToken(environment, url);

/** npm tells the programs that `npx` starts. */
const programIn = (environment: Terminal['environment']): string =>
  environment['npm_command'] === 'exec' ? 'npx reprise' : 'reprise';

/** The address of a server, if it can be one. */
export function baseUrlOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new CommandError(
    EXIT.usage,
    `"${url}" is no server address. It looks like ${DEFAULT_URL}: check --server and REPRISE_URL.`,
  );
}

/** The network's `fetch`, whose own errors ("fetch failed") tell nobody what to do. */
async function send(request: Request, url: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ServerUnreachable(url, error);
  }
}

/** How the network says that nothing was sent. */
const NEVER_HEARD = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Nobody answers at the server's address. */
export class ServerUnreachable extends CommandError {
  /** Whether the request may have arrived, and only its answer was lost. */
  readonly mayHaveHeard: boolean;

  constructor(url: string, cause: unknown) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const found = reason instanceof Error && 'code' in reason ? String(reason.code) : undefined;
    const code = found === undefined ? '' : ` (${found})`;
    super(
      EXIT.unreachable,
      `No Reprise server answers at ${url}${code}.\n` +
        'Start one with `npm start` in a checkout or `reprise server`, or name another with --server URL or REPRISE_URL.\n' +
        'To run a pipeline without a server: `reprise run FILE --local`.',
    );
    this.mayHaveHeard = found === undefined || !NEVER_HEARD.has(found);
  }
}
