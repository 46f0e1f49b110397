import type {
  ExecutionStore,
  ObjectStore,
  PipelineStore,
  ScopeStore,
  SecretStore,
  Store,
  TaskQueue,
} from '../../ports/index.ts';
import { type AppendRows, rowsOf } from '../append-rows.ts';
import { type CommitGroup, createCommitGroup, type GroupedWrite } from '../commit-group.ts';
import { madeStorable } from '../storable-text.ts';
import { createPostgresAccess, createPostgresAudit } from './access.ts';
import { type AppendAnswer, appendAll } from './append.ts';
import { approvalReads } from './approvals.ts';
import { openDatabase, type PostgresDatabase, type Session, type Write } from './database.ts';
import { executionReads } from './execution-reads.ts';
import { exportStore } from './exports.ts';
import { mailServerStore } from './mail-servers.ts';
import { migrate } from './migrate.ts';
import { createObject, objectReads, removeObject, updateObject } from './objects.ts';
import { claimDue, keepTried, outboxReads } from './outbox.ts';
import { pipelineVersionReads } from './pipeline-versions.ts';
import { createPipeline, pipelineReads, removePipeline, updatePipeline } from './pipelines.ts';
import { resourceReads } from './resources.ts';
import { appendToBatch, retryBatchReads } from './retry-batches.ts';
import { nextRunSequences, type PipelineKey, pipelineKey } from './run-sequences.ts';
import * as scopes from './scopes.ts';
import { putSecret, removeSecret, replaceSecret, secretReads } from './secrets.ts';
import { claimTasks, taskReads } from './task-queue.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The folder of the numbered SQL migrations. */
  readonly migrations: URL;
  /** At most this many connections at once. */
  readonly maxConnections?: number;
}

const MAX_CONNECTIONS = 10;

/**
 * Opens the store on PostgreSQL, and brings its schema (`reprise`) up to date. Any number of servers may share it.
 *
 * @throws Error when the server cannot be reached, or the database was written by a newer Reprise.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const database = openDatabase(options.url, options.maxConnections ?? MAX_CONNECTIONS);
  try {
    await migrate(database, options.migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return createPostgresStore(database);
}

/** A write that waits for the next group. Appends and run numbers are written together, the others in their turn. */
type PostgresWrite = AppendWrite | NumberWrite | OtherWrite;

interface AppendWrite extends GroupedWrite {
  readonly kind: 'append';
  readonly rows: AppendRows;
  resolve(answer: AppendAnswer): void;
}
interface NumberWrite extends GroupedWrite {
  readonly kind: 'number';
  readonly pipeline: PipelineKey;
  resolve(number: number): void;
}
interface OtherWrite extends GroupedWrite {
  readonly kind: 'other';
  /** Answers what to tell its caller once the group is durable. */
  run(session: Session): Promise<() => void>;
}

type Group = CommitGroup<PostgresWrite>;

function createPostgresStore(database: PostgresDatabase): Store {
  const group: Group = createCommitGroup((writes) =>
    database.transaction((session) => writeGroup(session, writes)),
  );
  const write: Write = (work) =>
    new Promise((resolve, reject) => {
      const run = async (session: Session) => {
        const answer = await work(session);
        return () => resolve(answer);
      };
      group.submit({ kind: 'other', run, reject });
    });
  const close = async (): Promise<void> => {
    await group.close();
    await database.close();
  };
  let closing: Promise<void> | null = null;
  return {
    executions: executionStore(database, group, write),
    tasks: taskQueue(database, write),
    approvals: approvalReads(database),
    resources: resourceReads(database),
    outbox: {
      ...outboxReads(database),
      claim: (claim) => write((session) => claimDue(session, claim)),
      tried: (claimed, tried) => write((session) => keepTried(session, claimed, tried)),
    },
    mailServers: mailServerStore(database, write),
    retryBatches: {
      ...retryBatchReads(database),
      append: (append) => write((session) => appendToBatch(session, append)),
    },
    exports: exportStore(database, write),
    pipelines: pipelineStore(database, write),
    objects: objectStore(database, write),
    secrets: secretStore(database, write),
    scopes: scopeStore(database, write),
    access: createPostgresAccess(database, write),
    audit: createPostgresAudit(database, write),
    close: () => (closing ??= close()),
  };
}

function executionStore(database: PostgresDatabase, group: Group, write: Write): ExecutionStore {
  return {
    ...executionReads(database),
    append: async (append) => {
      const rows = rowsOf(append);
      return new Promise((resolve, reject) => {
        group.submit({ kind: 'append', rows, resolve, reject });
      });
    },
    nextRunSequence: async (scope, pipelineId) => {
      const pipeline = pipelineKey(scope, pipelineId);
      return new Promise((resolve, reject) => {
        group.submit({ kind: 'number', pipeline, resolve, reject });
      });
    },
    quarantine: (execution, reason) =>
      write(async (session) => {
        const sql = 'UPDATE reprise.executions SET quarantined = $1 WHERE execution_id = $2';
        await session.rows(sql, madeStorable(reason), execution);
      }),
  };
}

/** A claim that finds nothing costs no commit: it looks before it asks for a transaction. */
function taskQueue(database: PostgresDatabase, write: Write): TaskQueue {
  const reads = taskReads(database);
  return {
    ...reads,
    claim: async (claim) =>
      (await reads.anyWaiting()) ? write((session) => claimTasks(session, claim)) : [],
    renew: (delegate, until) =>
      write(async (session) => {
        const sql = 'UPDATE reprise.tasks SET until = $1 WHERE delegate = $2';
        await session.rows(sql, until, delegate);
      }),
  };
}

function pipelineStore(database: PostgresDatabase, write: Write): PipelineStore {
  return {
    ...pipelineReads(database),
    ...pipelineVersionReads(database),
    create: (pipeline, now) => write((session) => createPipeline(session, pipeline, now)),
    update: (pipeline, now, expectedVersion) =>
      write((session) => updatePipeline(session, pipeline, now, expectedVersion ?? null)),
    remove: (scope, identifier) => write((session) => removePipeline(session, scope, identifier)),
  };
}

function objectStore(database: PostgresDatabase, write: Write): ObjectStore {
  return {
    ...objectReads(database),
    create: (object, now) => write((session) => createObject(session, object, now)),
    update: (object, now, expectedVersion) =>
      write((session) => updateObject(session, object, now, expectedVersion ?? null)),
    remove: (key) => write((session) => removeObject(session, key)),
  };
}

function secretStore(database: PostgresDatabase, write: Write): SecretStore {
  return {
    ...secretReads(database),
    put: (key, value) => write((session) => putSecret(session, key, value)),
    remove: (key) => write((session) => removeSecret(session, key)),
    replace: (key, from, to) => write((session) => replaceSecret(session, key, from, to)),
  };
}

function scopeStore(database: PostgresDatabase, write: Write): ScopeStore {
  return {
    ...scopes.scopeReads(database),
    createOrganization: (account, organization) =>
      write((session) => scopes.createOrganization(session, account, organization)),
    updateOrganization: (account, organization) =>
      write((session) => scopes.updateOrganization(session, account, organization)),
    removeOrganization: (account, orgId) =>
      write((session) => scopes.removeOrganization(session, account, orgId)),
    createProject: (account, project) =>
      write((session) => scopes.createProject(session, account, project)),
    updateProject: (account, project) =>
      write((session) => scopes.updateProject(session, account, project)),
    removeProject: (scope) => write((session) => scopes.removeProject(session, scope)),
  };
}

async function writeGroup(
  session: Session,
  writes: readonly PostgresWrite[],
): Promise<readonly (() => void)[]> {
  const appends = writes.filter((write) => write.kind === 'append');
  const numbered = writes.filter((write) => write.kind === 'number');
  const answers = await appendAll(
    session,
    appends.map(({ rows }) => rows),
  );
  const numbers = await nextRunSequences(
    session,
    numbered.map(({ pipeline }) => pipeline),
  );
  const tell: (() => void)[] = [];
  for (const [index, answer] of answers.entries()) {
    tell.push(() => appends[index]?.resolve(answer));
  }
  for (const [index, number] of numbers.entries()) {
    tell.push(() => numbered[index]?.resolve(number));
  }
  for (const write of writes) {
    if (write.kind === 'other') tell.push(await write.run(session));
  }
  return tell;
}
