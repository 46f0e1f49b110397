-- What has to be told to somebody outside, and what became of it.
CREATE TABLE outbox (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  execution_id TEXT NOT NULL,
  notification TEXT NOT NULL,
  status       TEXT NOT NULL,
  tries        INTEGER NOT NULL,
  due_at       INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  problem      TEXT
);
CREATE INDEX outbox_by_execution ON outbox (execution_id, seq);
CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;

-- The mail server of an account; its password lies among the sealed values.
CREATE TABLE mail_servers (
  account_id TEXT NOT NULL PRIMARY KEY,
  body       TEXT NOT NULL
);
