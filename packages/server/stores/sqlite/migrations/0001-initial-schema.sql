-- Times are milliseconds since 1970 UTC. Objects are JSON text.

-- What executions run (I11), by content: kept once however many retries share it.
CREATE TABLE definitions (
  digest TEXT PRIMARY KEY NOT NULL,
  body   TEXT NOT NULL
);

-- The read model of executions. `row` is the whole row; the columns beside it are those that are searched or ordered by.
CREATE TABLE executions (
  execution_id TEXT    NOT NULL UNIQUE,
  account_id   TEXT    NOT NULL,
  org_id       TEXT    NOT NULL,
  project_id   TEXT    NOT NULL,
  pipeline_id  TEXT    NOT NULL,
  search       TEXT    NOT NULL,
  definition   TEXT    NOT NULL REFERENCES definitions (digest),
  status       TEXT    NOT NULL,
  ended        INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  wake_at      INTEGER,
  root_id      TEXT    NOT NULL,
  parent_id    TEXT,
  retried_by   TEXT,
  quarantined  TEXT,
  row          TEXT    NOT NULL
);
-- One execution is retried once.
CREATE UNIQUE INDEX executions_parent ON executions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX executions_chain ON executions (root_id) WHERE parent_id IS NOT NULL;
-- The list, newest first, and its total: it also covers the two filters that most lists have.
CREATE INDEX executions_listed
  ON executions (account_id, org_id, project_id, created_at, execution_id, pipeline_id, retried_by);
CREATE INDEX executions_unfinished
  ON executions (created_at, execution_id) WHERE ended = 0 AND quarantined IS NULL;
CREATE INDEX executions_due
  ON executions (wake_at, execution_id)
  WHERE wake_at IS NOT NULL AND ended = 0 AND quarantined IS NULL;

-- One row for each commit of an execution (I1). Its own key grows, so that new entries share pages however many
-- executions they belong to: grouped commits then write a few pages and not one for each execution.
CREATE TABLE journal (
  entry        INTEGER PRIMARY KEY,
  execution_id TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  events       TEXT    NOT NULL
);
CREATE UNIQUE INDEX journal_stream ON journal (execution_id, version);

-- Tasks that wait for a delegate (no lease) or are held by one. `seq` is the order of the queue.
CREATE TABLE tasks (
  seq         INTEGER PRIMARY KEY,
  task_id     TEXT    NOT NULL UNIQUE,
  selectors   TEXT    NOT NULL,
  task        TEXT    NOT NULL,
  enqueued_at INTEGER NOT NULL,
  stop        TEXT,
  delegate    TEXT,
  token       TEXT,
  until       INTEGER
);
CREATE INDEX tasks_waiting ON tasks (seq) WHERE delegate IS NULL;
CREATE INDEX tasks_held ON tasks (delegate) WHERE delegate IS NOT NULL;

CREATE TABLE approvals (
  seq          INTEGER PRIMARY KEY,
  task_id      TEXT    NOT NULL UNIQUE,
  execution_id TEXT    NOT NULL,
  node         TEXT    NOT NULL,
  approval     TEXT    NOT NULL,
  status       TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deadline     INTEGER
);
CREATE INDEX approvals_of_execution ON approvals (execution_id);

CREATE TABLE run_sequences (
  account_id  TEXT    NOT NULL,
  org_id      TEXT    NOT NULL,
  project_id  TEXT    NOT NULL,
  pipeline_id TEXT    NOT NULL,
  last        INTEGER NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, pipeline_id)
) WITHOUT ROWID;

CREATE TABLE pipelines (
  account_id TEXT    NOT NULL,
  org_id     TEXT    NOT NULL,
  project_id TEXT    NOT NULL,
  identifier TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  search     TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier)
);

-- Every save, those of deleted pipelines too: numbers go on where they stopped, so that a version never means two texts.
CREATE TABLE pipeline_versions (
  account_id TEXT    NOT NULL,
  org_id     TEXT    NOT NULL,
  project_id TEXT    NOT NULL,
  identifier TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  saved_at   INTEGER NOT NULL,
  body       TEXT    NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier, version)
);

CREATE TABLE accounts (
  account_id TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
CREATE TABLE organizations (
  account_id TEXT NOT NULL REFERENCES accounts (account_id),
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (account_id, identifier)
) WITHOUT ROWID;
CREATE TABLE projects (
  account_id TEXT NOT NULL,
  org_id     TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (account_id, org_id, identifier),
  FOREIGN KEY (account_id, org_id) REFERENCES organizations (account_id, identifier)
) WITHOUT ROWID;

INSERT INTO accounts VALUES ('default');
INSERT INTO organizations VALUES ('default', 'default', 'default');
INSERT INTO projects VALUES ('default', 'default', 'default_project', 'Default Project');
