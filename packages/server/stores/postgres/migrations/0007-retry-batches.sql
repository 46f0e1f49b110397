-- Batches of retries, and what happened to each: one entry a commit.
CREATE TABLE reprise.retry_batches (
  seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id   text COLLATE "C" NOT NULL UNIQUE,
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  version    bigint NOT NULL,
  ended      smallint NOT NULL
);
CREATE INDEX retry_batches_by_scope ON reprise.retry_batches (account_id, org_id, project_id, seq);
CREATE INDEX retry_batches_unfinished ON reprise.retry_batches (seq) WHERE ended = 0;

CREATE TABLE reprise.retry_batch_entries (
  batch_id text COLLATE "C" NOT NULL,
  version  bigint NOT NULL,
  events   text NOT NULL,
  PRIMARY KEY (batch_id, version)
);
