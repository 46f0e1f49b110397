-- Times are milliseconds since 1970 UTC. Objects are JSON text: `json` would be checked once more on its way in, and
-- `jsonb` refuses the NUL characters that scripts may print. Identifiers are compared by character code ("C"), so that
-- their order does not depend on the database's language.

-- What executions run (I11), by content: kept once however many retries share it.
CREATE TABLE reprise.definitions (
  digest text COLLATE "C" PRIMARY KEY,
  body   text NOT NULL
);

-- The read model of executions. `row` is the whole row; the columns beside it are those that are searched or ordered by.
CREATE TABLE reprise.executions (
  execution_id text COLLATE "C" PRIMARY KEY,
  account_id   text COLLATE "C" NOT NULL,
  org_id       text COLLATE "C" NOT NULL,
  project_id   text COLLATE "C" NOT NULL,
  pipeline_id  text COLLATE "C" NOT NULL,
  search       text COLLATE "C" NOT NULL,
  definition   text COLLATE "C" NOT NULL REFERENCES reprise.definitions (digest),
  status       text COLLATE "C" NOT NULL,
  ended        smallint NOT NULL,
  created_at   bigint NOT NULL,
  wake_at      bigint,
  root_id      text COLLATE "C" NOT NULL,
  parent_id    text COLLATE "C",
  retried_by   text COLLATE "C",
  quarantined  text,
  row          text NOT NULL
);
-- One execution is retried once.
CREATE UNIQUE INDEX executions_parent ON reprise.executions (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX executions_chain ON reprise.executions (root_id) WHERE parent_id IS NOT NULL;
-- The list, newest first, and its total.
CREATE INDEX executions_listed
  ON reprise.executions (account_id, org_id, project_id, created_at, execution_id)
  INCLUDE (pipeline_id, retried_by);
CREATE INDEX executions_unfinished
  ON reprise.executions (created_at, execution_id) WHERE ended = 0 AND quarantined IS NULL;
CREATE INDEX executions_due
  ON reprise.executions (wake_at, execution_id)
  WHERE wake_at IS NOT NULL AND ended = 0 AND quarantined IS NULL;

-- One row for each commit of an execution (I1).
CREATE TABLE reprise.journal (
  execution_id text COLLATE "C" NOT NULL,
  version      integer NOT NULL,
  at           bigint NOT NULL,
  events       text NOT NULL,
  PRIMARY KEY (execution_id, version)
);

-- Tasks that wait for a delegate (no lease) or are held by one. `seq` is the order of the queue.
CREATE TABLE reprise.tasks (
  seq         bigint GENERATED ALWAYS AS IDENTITY,
  task_id     text COLLATE "C" PRIMARY KEY,
  selectors   text[] COLLATE "C" NOT NULL,
  task        text NOT NULL,
  enqueued_at bigint NOT NULL,
  stop        text,
  delegate    text COLLATE "C",
  token       text COLLATE "C",
  until       bigint
);
CREATE INDEX tasks_waiting ON reprise.tasks (seq) WHERE delegate IS NULL;
CREATE INDEX tasks_held ON reprise.tasks (delegate) WHERE delegate IS NOT NULL;

CREATE TABLE reprise.approvals (
  seq          bigint GENERATED ALWAYS AS IDENTITY,
  task_id      text COLLATE "C" PRIMARY KEY,
  execution_id text COLLATE "C" NOT NULL,
  node         text COLLATE "C" NOT NULL,
  approval     text NOT NULL,
  status       text NOT NULL,
  created_at   bigint NOT NULL,
  updated_at   bigint NOT NULL,
  deadline     bigint
);
CREATE INDEX approvals_of_execution ON reprise.approvals (execution_id);

CREATE TABLE reprise.run_sequences (
  account_id  text COLLATE "C" NOT NULL,
  org_id      text COLLATE "C" NOT NULL,
  project_id  text COLLATE "C" NOT NULL,
  pipeline_id text COLLATE "C" NOT NULL,
  last        bigint NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, pipeline_id)
);

CREATE TABLE reprise.pipelines (
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  search     text COLLATE "C" NOT NULL,
  body       text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier)
);

-- Every save, those of deleted pipelines too: numbers go on where they stopped, so that a version never means two texts.
CREATE TABLE reprise.pipeline_versions (
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  saved_at   bigint NOT NULL,
  body       text NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier, version)
);

CREATE TABLE reprise.accounts (
  account_id text COLLATE "C" PRIMARY KEY
);
CREATE TABLE reprise.organizations (
  account_id text COLLATE "C" NOT NULL REFERENCES reprise.accounts (account_id),
  identifier text COLLATE "C" NOT NULL,
  name       text NOT NULL,
  PRIMARY KEY (account_id, identifier)
);
CREATE TABLE reprise.projects (
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  name       text NOT NULL,
  PRIMARY KEY (account_id, org_id, identifier),
  FOREIGN KEY (account_id, org_id) REFERENCES reprise.organizations (account_id, identifier)
);

INSERT INTO reprise.accounts VALUES ('default');
INSERT INTO reprise.organizations VALUES ('default', 'default', 'default');
INSERT INTO reprise.projects VALUES ('default', 'default', 'default_project', 'Default Project');
