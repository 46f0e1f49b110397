import type { Digest, Milliseconds } from '@reprise/core';
import type { CiDelegates } from '@reprise/core/execution';
import type { Engine } from '../engine/engine.ts';
import type { RetryBatches } from '../engine/retry-batches.ts';
import type {
  Clock,
  GitProbe,
  LogStore,
  MailProbe,
  Passwords,
  Store,
  Vault,
} from '../ports/index.ts';
import type { LoginThrottle } from './access/login-throttle.ts';
import type { Answer, Caller } from './answer.ts';
import type { Rights } from './authorise.ts';
import type { LineIndexes } from './logs/line-indexes.ts';
import type { PreflightChecks } from './preflight/preflight-checks.ts';
import type { Compile } from './runs/compile.ts';

/** What the composition root hands in. */
export interface UseCaseOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly batches: RetryBatches;
  readonly logs: LogStore;
  readonly vault: Vault;
  readonly clock: Clock;
  /** A collision-resistant digest of a text. */
  readonly digest: (text: string) => Digest;
  readonly engineVersion: string;
  readonly settings: {
    /** How old the first execution of a chain may be for a retry. */
    readonly retryLimit: Milliseconds;
    /** Whether people may mark what runs as failed; they may when it is left out. */
    readonly markAsFailed?: boolean;
    /** Which delegates the infrastructure of CI stages means; any, when it is left out. */
    readonly ciDelegates?: CiDelegates;
    /** Where people reach this server, for the addresses that it gives away; without a slash at the end. */
    readonly publicUrl?: string;
  };
  readonly passwords: Passwords;
  readonly loginThrottle: LoginThrottle;
  /** Fresh randomness of this many bytes, as text that fits into addresses and headers. */
  readonly randomText: (bytes: number) => string;
  /** Tries connectors to git; none are tried when it is left out. */
  readonly probeGit?: GitProbe;
  /** Tries mail servers; none are tried when it is left out. */
  readonly probeMail?: MailProbe;
  /** Who may do what. Left out: one user, at this machine, who may do everything. */
  readonly rights?: Rights;
}

/** What every use case stands on. */
export interface UseCaseNeeds extends UseCaseOptions {
  readonly compile: Compile;
  readonly lines: LineIndexes;
  readonly preflights: PreflightChecks;
}

/** A command or a query: all that HTTP may call. */
export type UseCase<Input, Output> = (
  needs: UseCaseNeeds,
  caller: Caller,
  input: Input,
) => Answer<Output>;
