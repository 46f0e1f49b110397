-- Batches of retries, and what happened to each: one entry a commit.
CREATE TABLE retry_batches (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id   TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  org_id     TEXT NOT NULL,
  project_id TEXT NOT NULL,
  version    INTEGER NOT NULL,
  ended      INTEGER NOT NULL
);
CREATE INDEX retry_batches_by_scope ON retry_batches (account_id, org_id, project_id, seq);
CREATE INDEX retry_batches_unfinished ON retry_batches (seq) WHERE ended = 0;

CREATE TABLE retry_batch_entries (
  batch_id TEXT NOT NULL,
  version  INTEGER NOT NULL,
  events   TEXT NOT NULL,
  PRIMARY KEY (batch_id, version)
) WITHOUT ROWID;
