import { type Client, createClient } from '@reprise/api/client';
import { asMilliseconds, type Result } from '@reprise/core';
import type { Engine } from '../../engine/engine.ts';
import { RetryBatches } from '../../engine/retry-batches.ts';
import type { GitProbe, Logger, MailProbe } from '../../ports/index.ts';
import { masterKeysFromEnvironment } from '../../system/master-keys.ts';
import { argon2Passwords } from '../../system/passwords.ts';
import { randomText } from '../../system/random-bytes.ts';
import { createVault } from '../../system/vault.ts';
import {
  countingIds,
  digestOf,
  openWorkshop,
  silentLogger,
  type Workshop,
} from '../../testing/workshop.ts';
import {
  createLoginThrottle,
  createUseCases,
  memberRetry,
  type Rights,
  teamRights,
  type UseCases,
} from '../../use-cases/index.ts';
import { createApp } from '../app.ts';
import { teamAuthentication } from '../auth/authentication.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Under which the bench seals secrets. */
export const MASTER_KEY = 'ab'.repeat(32);
export const BASE = 'http://localhost:7070';

/** The whole API over the real engine and a memory store: a request in, an answer out, no port. */
export interface ApiBench extends Workshop {
  readonly client: Client;
  readonly fetch: (request: Request) => Promise<Response>;
  /** How many are listening to executions at the moment. */
  watchers(): number;
  /** One request as any program would send it. */
  send(method: string, path: string, init?: RequestInit): Promise<Response>;
}

export interface ApiBenchOptions {
  /** With users, whose rights may be watched on the way. */
  readonly team?: (rights: Rights) => Rights;
  readonly rights?: Rights;
  readonly probeGit?: GitProbe;
  readonly probeMail?: MailProbe;
  readonly logger?: Logger;
  readonly ready?: () => boolean;
  readonly markAsFailed?: boolean;
  /** How often readers of streams are checked, in milliseconds. */
  readonly admissionCheck?: number;
  /** Stands between the HTTP layer and the use cases. */
  readonly between?: (useCases: UseCases) => UseCases;
}

export async function openApiBench(options: ApiBenchOptions = {}): Promise<ApiBench> {
  const { team, logger = silentLogger, ready = () => true, markAsFailed = true } = options;
  // The store is there when the first question is asked.
  const stored: Rights = {
    allows: (...asked) => teamRights(workshop.store).allows(...asked),
  };
  const rights = options.rights ?? team?.(stored);
  const workshop = await openWorkshop(rights === undefined ? {} : { rights });
  let watchers = 0;
  const watch: Engine['watch'] = (of, listener) => {
    const stop = workshop.engine.watch(of, listener);
    watchers += 1;
    return () => {
      watchers -= 1;
      stop();
    };
  };
  const { store, engine, clock } = workshop;
  const batches = new RetryBatches({ store, engine, clock, ids: countingIds(), logger });
  const useCases = createUseCases({
    ...workshop,
    batches,
    engine: { ...workshop.engine, watch },
    vault: createVault(masterKeysFromEnvironment(MASTER_KEY)),
    digest: digestOf,
    engineVersion: 'test',
    passwords: argon2Passwords(),
    loginThrottle: createLoginThrottle(),
    randomText,
    settings: { retryLimit: asMilliseconds(30 * DAY), markAsFailed },
    ...(rights === undefined ? {} : { rights }),
    ...(options.probeGit === undefined ? {} : { probeGit: options.probeGit }),
    ...(options.probeMail === undefined ? {} : { probeMail: options.probeMail }),
  });
  await batches.start(memberRetry(useCases));
  const app = createApp(options.between?.(useCases) ?? useCases, {
    version: 'test',
    ready,
    logger,
    now: () => workshop.clock.now(),
    ...(options.admissionCheck !== undefined && { admissionCheck: options.admissionCheck }),
    ...(team !== undefined && {
      authentication: teamAuthentication({ ...workshop, digest: digestOf }, { secure: false }),
    }),
  });
  const fetch = async (request: Request): Promise<Response> => app.fetch(request);
  return {
    ...workshop,
    client: createClient({ fetch, baseUrl: BASE }),
    fetch,
    watchers: () => watchers,
    close: async () => {
      await batches.stop();
      await workshop.close();
    },
    send: (method, path, init) => fetch(new Request(`${BASE}${path}`, { ...init, method })),
  };
}

/** The value of an answer that must not be a refusal. */
export function granted<Value, Refused extends { readonly message: string }>(
  answer: Result<Value, Refused>,
): Value {
  if (answer.ok) return answer.value;
  throw new Error(`refused: ${JSON.stringify(answer.error)}`);
}

/** The refusal of an answer that must be one. */
export function denied<Value, Refused>(answer: Result<Value, Refused>): Refused {
  if (!answer.ok) return answer.error;
  throw new Error(`granted: ${JSON.stringify(answer.value)}`);
}
