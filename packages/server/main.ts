import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import {
  asDigest,
  asMilliseconds,
  type Digest,
  type Milliseconds,
  partsOfTaskId,
} from '@reprise/core';
import type { CiDelegates } from '@reprise/core/execution';
import {
  createDelegate,
  createGitProbe,
  createMailProbe,
  createSender,
  type Delegate,
  type Executors,
} from '@reprise/delegate';
import { launcherCommand, webPages } from './assets.ts';
import { createEngine } from './engine/create-engine.ts';
import { SHARED_ROUND } from './engine/neighbours.ts';
import { RetryBatches } from './engine/retry-batches.ts';
import { type AppOptions, createApp } from './http/app.ts';
import { teamAuthentication } from './http/auth/authentication.ts';
import { LOOPBACK_HOSTS } from './http/auth/loopback-guard.ts';
import { openStorage } from './open-storage.ts';
import type { Logger, Store } from './ports/index.ts';
import { checkShared } from './shared-servers.ts';
import { openFileLogStore } from './stores/files/log-store.ts';
import { systemClock } from './system/clock.ts';
import { type DataFolder, takeDataFolder } from './system/data-folder.ts';
import { systemIds } from './system/ids.ts';
import { masterKeysFromEnvironment, masterKeysInFile } from './system/master-keys.ts';
import { argon2Passwords } from './system/passwords.ts';
import { randomText } from './system/random-bytes.ts';
import { createVault } from './system/vault.ts';
import {
  childPreparer,
  childRetryPlanner,
  createLoginThrottle,
  createUseCases,
  firstInvitation,
  keepSecretsOfTasks,
  mailServerOfExecutions,
  memberRetry,
  membersOfGroups,
  secretsOfExecutions,
  secretsOfTasks,
  teamRights,
} from './use-cases/index.ts';

export interface ServerOptions {
  /** Everything that the server keeps: database, logs, the delegate's work. One server at a time. */
  readonly dataFolder: string;
  /** `postgres://…`: there is the database then, and not in the data folder. One server at a time, unless they share it. */
  readonly databaseUrl?: string;
  /** The folder, reached by all servers that share the database, where the logs of steps are. */
  readonly sharedLogs?: string;
  readonly version: string;
  readonly logger: Logger;
  /** How many steps run at once. */
  readonly concurrency: number;
  /** The master keys of secrets, newest first, with commas between them. Left out: a file in the data folder holds them. */
  readonly masterKey?: string;
  /** Whether people may mark what runs as failed; they may when it is left out. */
  readonly markAsFailed?: boolean;
  /** How many days old the first execution of a chain may be for a retry; 30 when it is left out. */
  readonly retryDays?: number;
  /** Which delegates the infrastructure of CI stages means, by their selectors; any, when it is left out. */
  readonly ciDelegates?: CiDelegates;
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl?: string;
  /** How long a step waits for a delegate that has all of its selectors; ten minutes when it is left out. */
  readonly delegateWait?: Milliseconds;
  /** Users with logins and rights. Left out: one person, at this machine, who may do everything. */
  readonly team?: TeamOptions;
  /** Executors in place of the delegate's own, for the benchmark of the engine alone. */
  readonly executors?: Partial<Executors>;
}

/** A server with users may be reached from other machines. */
export interface TeamOptions {
  /** The address to listen on; loopback when it is left out. */
  readonly host?: string;
  /** The names by which it may be called, besides those of its own machine and of its public URL. */
  readonly allowedHosts?: readonly string[];
}

export interface RepriseServer {
  /** What makes the link with which the first administrator is made; null when there are users, or none are wanted. */
  readonly invitation: string | null;
  /** Answers one request in this process: the whole API without a port. */
  fetch(request: Request): Promise<Response>;
  /** Listens: on loopback alone unless there are users. Port 0 takes any free one. */
  listen(port: number): Promise<{ readonly url: string }>;
  /** Lets what is under way finish, and lets go of the data folder. Running steps go on and are found at the next start. */
  close(): Promise<void>;
}

const digest = (text: string): Digest =>
  asDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`);

/** Days have 24 hours, whatever clocks do in between. */
const DAY = 24 * 60 * 60 * 1000;
const RETRY_DAYS = 30;
const LOOPBACK = '127.0.0.1';

/**
 * The composition root: the one place that knows every implementation.
 *
 * @throws DataFolderInUse or DatabaseInUse when another server works there; SharedServerIncomplete.
 */
export async function createServer(options: ServerOptions): Promise<RepriseServer> {
  checkShared(options);
  const folder = takeDataFolder(options.dataFolder);
  try {
    return await createIn(folder, options);
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function createIn(folder: DataFolder, options: ServerOptions): Promise<RepriseServer> {
  const { logger, version } = options;
  const vault = createVault(
    options.masterKey === undefined
      ? masterKeysInFile(folder.masterKeys)
      : masterKeysFromEnvironment(options.masterKey),
  );
  const store = await openStorage({
    databaseUrl: options.databaseUrl,
    use: options.sharedLogs === undefined ? 'alone' : 'shared',
    file: folder.database,
    logger,
  });
  const logs =
    options.sharedLogs === undefined
      ? openFileLogStore(folder.logs)
      : openFileLogStore(options.sharedLogs, { shared: true });
  const settings = {
    retryLimit: asMilliseconds((options.retryDays ?? RETRY_DAYS) * DAY),
    markAsFailed: options.markAsFailed ?? true,
    ...(options.ciDelegates === undefined ? {} : { ciDelegates: options.ciDelegates }),
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  };
  const rights = options.team === undefined ? {} : { rights: teamRights(store) };
  const mailServer = mailServerOfExecutions({ store, vault });
  // The lock on a database can be lost for a while; that on a data folder cannot.
  const sharesStore = options.databaseUrl !== undefined;
  const engine = createEngine({
    store,
    sharesStore,
    ...(options.sharedLogs === undefined ? {} : { neighbourRound: SHARED_ROUND }),
    logs,
    clock: systemClock,
    ids: systemIds,
    logger,
    engineVersion: version,
    prepareChild: childPreparer({ store, digest, settings, ...rights }),
    send: createSender({
      secret: secretsOfExecutions({ store, vault, ...rights }),
      mailServer,
      members: membersOfGroups({ store }),
    }),
    planChildRetry: childRetryPlanner({ store, clock: systemClock, digest, settings, ...rights }),
    ...(options.delegateWait === undefined ? {} : { delegateWait: options.delegateWait }),
  });
  const batches = new RetryBatches({
    store,
    sharesStore,
    engine,
    clock: systemClock,
    ids: systemIds,
    logger,
  });
  const delegate: Delegate = createDelegate({
    server: engine.taskServer,
    workFolder: folder.delegate,
    name: 'embedded',
    selectors: ['embedded'],
    capacity: options.concurrency,
    launcher: launcherCommand(),
    secrets: {
      get: secretsOfTasks({ store, vault, ...rights }),
      keep: keepSecretsOfTasks({ store, vault, randomText }),
    },
    mailServer: (task) => mailServer(partsOfTaskId(task).execution),
    log: (level, message, facts) => logger[level](facts, message),
    ...(options.executors === undefined ? {} : { executors: options.executors }),
  });
  const useCases = createUseCases({
    store,
    engine,
    batches,
    logs,
    vault,
    clock: systemClock,
    digest,
    engineVersion: version,
    passwords: argon2Passwords(),
    loginThrottle: createLoginThrottle(),
    randomText,
    settings,
    probeGit: createGitProbe(),
    probeMail: createMailProbe(),
    ...rights,
  });
  let ready = false;
  const app = createApp(useCases, {
    version,
    ready: () => ready,
    pages: webPages(),
    logger,
    ...accessTo(store, options),
  });
  const invitation =
    options.team === undefined
      ? null
      : await firstInvitation({ store, clock: systemClock, digest, randomText });
  await engine.start();
  await delegate.start();
  await batches.start(memberRetry(useCases));
  ready = true;

  const hostname = options.team?.host ?? LOOPBACK;
  let http: Server | undefined;
  return {
    invitation,
    fetch: async (request) => app.fetch(request),
    listen: async (port) => {
      const listening = serve({ fetch: app.fetch, port, hostname }) as Server;
      http = listening;
      if (!listening.listening) await once(listening, 'listening');
      const { port: taken } = listening.address() as AddressInfo;
      return { url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}` };
    },
    close: async () => {
      ready = false;
      await closeServer(http);
      await delegate.stop();
      await batches.stop();
      await engine.stop();
      await store.close();
      await logs.release();
      folder.release();
    },
  };
}

/** Who may reach the server, by which names, and how they say who they are. */
function accessTo(
  store: Store,
  { team, publicUrl }: ServerOptions,
): Pick<AppOptions, 'authentication' | 'allowedHosts'> {
  if (team === undefined) return {};
  const needs = { store, clock: systemClock, digest };
  const secure = publicUrl?.startsWith('https:') ?? false;
  const named = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return {
    authentication: teamAuthentication(needs, { secure }),
    allowedHosts: [...LOOPBACK_HOSTS, ...named, ...(team.allowedHosts ?? [])].map((each) =>
      each.toLowerCase(),
    ),
  };
}

/** Requests under way are answered; streams that would never end are cut. */
async function closeServer(http: Server | undefined): Promise<void> {
  if (http === undefined) return;
  const closed = once(http, 'close');
  http.close();
  http.closeIdleConnections();
  const cut = setTimeout(() => http.closeAllConnections(), DRAIN);
  await closed;
  clearTimeout(cut);
}

const DRAIN = 2_000;
