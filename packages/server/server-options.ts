import type { Milliseconds } from '@reprise/core';
import type { CiDelegates } from '@reprise/core/execution';
import type { Executors } from '@reprise/delegate';
import type { Logger } from './ports/index.ts';

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
