import { createHash } from 'node:crypto';
import { asDigest, asMilliseconds, type Digest, partsOfTaskId } from '@reprise/core';
import {
  createDelegate,
  createGitProbe,
  createMailProbe,
  createSender,
  type Delegate,
  loadMailing,
  type StartedLauncher,
} from '@reprise/delegate';
import { launcherCommand, webPages } from './assets.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine } from './engine/engine.ts';
import { SHARED_ROUND } from './engine/neighbours.ts';
import { RetryBatches } from './engine/retry-batches.ts';
import { type AppOptions, createApp } from './http/app.ts';
import { teamAuthentication } from './http/auth/authentication.ts';
import { LOOPBACK_HOSTS } from './http/auth/loopback-guard.ts';
import { loadGraphql } from './http/graphql/handlers.ts';
import { createListener } from './http/listener.ts';
import { loadAhead } from './load-ahead.ts';
import { openStorage } from './open-storage.ts';
import type { Store } from './ports/index.ts';
import type { RepriseServer, ServerOptions } from './server-options.ts';
import { openFileLogStore } from './stores/files/log-store.ts';
import { systemClock } from './system/clock.ts';
import type { DataFolder } from './system/data-folder.ts';
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

const digest = (text: string): Digest =>
  asDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`);

/** Days have 24 hours, whatever clocks do in between. */
const DAY = 24 * 60 * 60 * 1000;
const RETRY_DAYS = 30;
const LOOPBACK = '127.0.0.1';

/**
 * The composition root: the one place that knows every implementation. Puts a server together in a folder that is this
 * process's own.
 *
 * @param startedLauncher the launcher that was started ahead, if one was
 * @throws DatabaseInUse when another server works on the database.
 */
export async function createServerIn(
  folder: DataFolder,
  startedLauncher: StartedLauncher | null,
  options: ServerOptions,
): Promise<RepriseServer> {
  const { logger, version, team } = options;
  const ground = await openGround(folder, options);
  const { store, logs } = ground;
  const { engine, delegate, batches } = createShell(ground, folder, startedLauncher, options);
  const useCases = createUseCases({
    ...ground,
    engine,
    batches,
    clock: systemClock,
    digest,
    engineVersion: version,
    passwords: argon2Passwords(),
    loginThrottle: createLoginThrottle(),
    randomText,
    probeGit: createGitProbe(),
    probeMail: createMailProbe(),
  });
  let ready = false;
  const app = createApp(useCases, {
    version,
    ready: () => ready,
    pages: webPages(),
    logger,
    ...accessTo(store, options),
  });
  const needs = { store, clock: systemClock, digest, randomText };
  const invitation = team === undefined ? null : await firstInvitation(needs);
  await engine.start();
  await delegate.start();
  await batches.start(memberRetry(useCases));
  ready = true;

  const listener = createListener(app.fetch, team?.host ?? LOOPBACK);
  const ahead = loadAhead([loadGraphql, loadMailing]);
  return {
    invitation,
    fetch: async (request) => app.fetch(request),
    listen: (port) => listener.listen(port),
    close: async () => {
      ready = false;
      await listener.close();
      await ahead.stop();
      await delegate.stop();
      await batches.stop();
      await engine.stop();
      await store.close();
      await logs.release();
      folder.release();
    },
  };
}

/** What everything else stands on: what is kept, who may open it, and what the operator has said. */
async function openGround(folder: DataFolder, options: ServerOptions) {
  const { databaseUrl, sharedLogs, masterKey, ciDelegates, publicUrl, logger } = options;
  const keys =
    masterKey === undefined
      ? masterKeysInFile(folder.masterKeys)
      : masterKeysFromEnvironment(masterKey);
  const use = sharedLogs === undefined ? 'alone' : 'shared';
  const store = await openStorage({ databaseUrl, use, file: folder.database, logger });
  return {
    store,
    vault: createVault(keys),
    logs:
      sharedLogs === undefined
        ? openFileLogStore(folder.logs)
        : openFileLogStore(sharedLogs, { shared: true }),
    settings: {
      retryLimit: asMilliseconds((options.retryDays ?? RETRY_DAYS) * DAY),
      markAsFailed: options.markAsFailed ?? true,
      ...(ciDelegates === undefined ? {} : { ciDelegates }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    },
    ...(options.team === undefined ? {} : { rights: teamRights(store) }),
  };
}

type Ground = Awaited<ReturnType<typeof openGround>>;

/** What runs executions: the engine, the batches of retries, and the delegate of this machine. Nothing of it has started. */
function createShell(
  ground: Ground,
  folder: DataFolder,
  startedLauncher: StartedLauncher | null,
  options: ServerOptions,
): Shell {
  const { logger, delegateWait, executors } = options;
  const { store, vault } = ground;
  const mailServer = mailServerOfExecutions(ground);
  const within = { clock: systemClock, ids: systemIds, logger };
  // The lock on a database can be lost for a while; that on a data folder cannot.
  const sharesStore = options.databaseUrl !== undefined;
  const engine = createEngine({
    ...within,
    store,
    logs: ground.logs,
    sharesStore,
    ...(options.sharedLogs === undefined ? {} : { neighbourRound: SHARED_ROUND }),
    engineVersion: options.version,
    prepareChild: childPreparer({ ...ground, digest }),
    planChildRetry: childRetryPlanner({ ...ground, clock: systemClock, digest }),
    send: createSender({
      secret: secretsOfExecutions(ground),
      mailServer,
      members: membersOfGroups(ground),
    }),
    ...(delegateWait === undefined ? {} : { delegateWait }),
  });
  const delegate = createDelegate({
    server: engine.taskServer,
    workFolder: folder.delegate,
    name: 'embedded',
    selectors: ['embedded'],
    capacity: options.concurrency,
    launcher: launcherCommand(),
    startedLauncher,
    secrets: {
      get: secretsOfTasks(ground),
      keep: keepSecretsOfTasks({ store, vault, randomText }),
    },
    mailServer: (task) => mailServer(partsOfTaskId(task).execution),
    log: (level, message, facts) => logger[level](facts, message),
    ...(executors === undefined ? {} : { executors }),
  });
  const batches = new RetryBatches({ ...within, store, sharesStore, engine });
  return { engine, batches, delegate };
}

interface Shell {
  readonly engine: Engine;
  readonly batches: RetryBatches;
  readonly delegate: Delegate;
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
