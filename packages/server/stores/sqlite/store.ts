import type {
  MailServerStore,
  ObjectStore,
  PipelineStore,
  RetryBatchStore,
  ScopeStore,
  SecretStore,
  Store,
  TaskQueue,
} from '../../ports/index.ts';
import { rowsOf } from '../append-rows.ts';
import { createCommitGroup, type GroupedWrite } from '../commit-group.ts';
import { madeStorable } from '../storable-text.ts';
import { streamOf } from '../stored-rows.ts';
import { createSqliteAccess, createSqliteAudit } from './access.ts';
import { appendTo, type Tables } from './append.ts';
import { createApprovalTable } from './approvals.ts';
import { openDatabase, type SqliteDatabase } from './database.ts';
import { createExecutionList } from './execution-list.ts';
import { createExecutionRows } from './execution-rows.ts';
import { exportStore } from './exports.ts';
import { createJournal } from './journal.ts';
import { createKeyedRequests } from './keyed-requests.ts';
import { createMailServerTable } from './mail-servers.ts';
import { migrate } from './migrate.ts';
import { createObjectTable } from './objects.ts';
import { createOutboxTable } from './outbox.ts';
import { preparePipelineVersions } from './pipeline-versions.ts';
import { createPipelineTable } from './pipelines.ts';
import { createResourceTable } from './resources.ts';
import { createRetryBatchTable } from './retry-batches.ts';
import { createRunSequences } from './run-sequences.ts';
import { createScopeTable } from './scopes.ts';
import { createSecretTable } from './secrets.ts';
import { createTaskTable, type TaskTable } from './task-queue.ts';

export interface SqliteOptions {
  /** Path of the database file; created when there is none. */
  readonly file: string;
  /** The folder of the numbered SQL migrations. */
  readonly migrations: URL;
}

/**
 * Opens the embedded store, and brings its schema up to date.
 *
 * @throws Error when the file cannot be opened, is no database, or was written by a newer Reprise.
 */
export async function openSqliteStore({ file, migrations }: SqliteOptions): Promise<Store> {
  const database = openDatabase(file);
  await migrate(database, migrations);
  return createSqliteStore(database);
}

/** A write of this store: it runs inside the group's transaction and answers what to tell its caller afterwards. */
interface SqliteWrite extends GroupedWrite {
  run(): () => void;
}

/** Hands `work` to the next group; the answer comes once the group is durable. */
type Write = <Answer>(work: () => Answer) => Promise<Answer>;

/** The store on a database whose schema is up to date. */
export function createSqliteStore(database: SqliteDatabase): Store {
  const group = createCommitGroup<SqliteWrite>((writes) =>
    database.transaction(() => writes.map((write) => write.run())),
  );
  const write: Write = (work) =>
    new Promise((resolve, reject) => {
      const run = () => {
        const answer = work();
        return () => resolve(answer);
      };
      group.submit({ run, reject });
    });

  const close = async (): Promise<void> => {
    await group.close();
    database.close();
  };
  let closing: Promise<void> | null = null;

  const tasks = createTaskTable(database);
  const approvals = createApprovalTable(database);
  const resources = createResourceTable(database);
  const outbox = createOutboxTable(database);
  return {
    executions: executionStore(database, write, { tasks, approvals, resources, outbox }),
    tasks: taskQueue(tasks, write),
    approvals: {
      get: async (taskId) => approvals.get(taskId),
      ofExecution: async (execution) => approvals.ofExecution(execution),
      waitingIn: async (scope, pipelineId) => approvals.waitingIn(scope, pipelineId),
    },
    resources: {
      claims: async (resource) => resources.claims(resource),
      all: async () => resources.all(),
    },
    outbox: {
      claim: (claim) => write(() => outbox.claim(claim)),
      nextDue: async () => outbox.nextDue(),
      tried: (claimed, tried) => write(() => outbox.tried(claimed, tried)),
      ofExecution: async (execution) => outbox.ofExecution(execution),
    },
    mailServers: mailServerStore(database, write),
    retryBatches: retryBatchStore(database, write),
    exports: exportStore(database, write),
    pipelines: pipelineStore(database, write),
    objects: objectStore(database, write),
    secrets: secretStore(database, write),
    scopes: scopeStore(database, write),
    access: createSqliteAccess(database, write),
    audit: createSqliteAudit(database, write),
    close: () => (closing ??= close()),
  };
}

function executionStore(
  database: SqliteDatabase,
  write: Write,
  others: Pick<Tables, 'tasks' | 'approvals' | 'resources' | 'outbox'>,
): Store['executions'] {
  const journal = createJournal(database);
  const executions = createExecutionRows(database);
  const list = createExecutionList(database);
  const runSequences = createRunSequences(database);
  const requests = createKeyedRequests(database);
  const tables = { journal, executions, runSequences, requests, ...others };
  return {
    append: async (append) => {
      const rows = rowsOf(append);
      const answer = await write(() => appendTo(tables, rows));
      if (answer.ok) journal.committed(rows.executionId, rows.version);
      return answer;
    },
    load: async (execution) => {
      const definition = executions.definitionOfExecution(execution);
      if (definition === null) return null;
      return streamOf(execution, journal.entries(execution), definition);
    },
    version: async (execution) => journal.version(execution),
    definition: async (digest) => executions.definition(digest),
    answered: async (request) => requests.answered(request),
    row: async (execution) => list.row(execution),
    list: async (filter, offset, limit) => list.list(filter, offset, limit),
    chain: async (root) => list.chain(root),
    unfinished: async () => executions.unfinished(),
    due: async (now, limit) => executions.due(now, limit),
    nextWake: async () => executions.nextWake(),
    quarantine: (execution, reason) =>
      write(() => executions.quarantine(execution, madeStorable(reason))),
    nextRunSequence: async (scope, pipelineId) => runSequences.next(scope, pipelineId),
  };
}

/** A claim that finds nothing costs no commit: it looks before it asks for the write lock. */
function taskQueue(tasks: TaskTable, write: Write): TaskQueue {
  return {
    claim: async (claim) => (tasks.anyWaiting() ? write(() => tasks.claim(claim)) : []),
    heldBy: async (delegate) => tasks.heldBy(delegate),
    renew: (delegate, until) => write(() => tasks.renew(delegate, until)),
    expired: async (now) => tasks.expired(now),
    unserved: async (since, limit) => tasks.unserved(since, limit),
    waiting: async () => tasks.waiting(),
  };
}

function retryBatchStore(database: SqliteDatabase, write: Write): RetryBatchStore {
  const batches = createRetryBatchTable(database);
  return {
    append: (append) => write(() => batches.append(append)),
    load: async (batch) => batches.load(batch),
    list: async (scope, offset, limit) => batches.list(scope, offset, limit),
    unfinished: async () => batches.unfinished(),
  };
}

function pipelineStore(database: SqliteDatabase, write: Write): PipelineStore {
  const pipelines = createPipelineTable(database);
  const saves = preparePipelineVersions(database);
  return {
    create: (pipeline, now) => write(() => pipelines.create(pipeline, now)),
    update: (pipeline, now, expectedVersion) =>
      write(() => pipelines.update(pipeline, now, expectedVersion ?? null)),
    get: async (scope, identifier) => pipelines.get(scope, identifier),
    list: async (scope, search, offset, limit) => pipelines.list(scope, search, offset, limit),
    remove: (scope, identifier) => write(() => pipelines.remove(scope, identifier)),
    versions: async (scope, identifier, offset, limit) =>
      saves.versions(scope, identifier, offset, limit),
    version: async (scope, identifier, version) => saves.version(scope, identifier, version),
  };
}

function objectStore(database: SqliteDatabase, write: Write): ObjectStore {
  const objects = createObjectTable(database);
  return {
    create: (object, now) => write(() => objects.create(object, now)),
    update: (object, now, expectedVersion) =>
      write(() => objects.update(object, now, expectedVersion ?? null)),
    get: async (key) => objects.get(key),
    list: async (filter, offset, limit) => objects.list(filter, offset, limit),
    remove: (key) => write(() => objects.remove(key)),
  };
}

function mailServerStore(database: SqliteDatabase, write: Write): MailServerStore {
  const servers = createMailServerTable(database);
  return {
    get: async (accountId) => servers.get(accountId),
    put: (accountId, server) => write(() => servers.put(accountId, server)),
    remove: (accountId) => write(() => servers.remove(accountId)),
  };
}

function secretStore(database: SqliteDatabase, write: Write): SecretStore {
  const secrets = createSecretTable(database);
  return {
    put: (key, value) => write(() => secrets.put(key, value)),
    get: async (key) => secrets.get(key),
    remove: (key) => write(() => secrets.remove(key)),
    underOtherKeys: async (keyId, limit) => secrets.underOtherKeys(keyId, limit),
    replace: (key, from, to) => write(() => secrets.replace(key, from, to)),
  };
}

function scopeStore(database: SqliteDatabase, write: Write): ScopeStore {
  const scopes = createScopeTable(database);
  return {
    ...scopes,
    createOrganization: (account, organization) =>
      write(() => scopes.createOrganization(account, organization)),
    updateOrganization: (account, organization) =>
      write(() => scopes.updateOrganization(account, organization)),
    removeOrganization: (account, orgId) => write(() => scopes.removeOrganization(account, orgId)),
    createProject: (account, project) => write(() => scopes.createProject(account, project)),
    updateProject: (account, project) => write(() => scopes.updateProject(account, project)),
    removeProject: (scope) => write(() => scopes.removeProject(scope)),
  };
}
