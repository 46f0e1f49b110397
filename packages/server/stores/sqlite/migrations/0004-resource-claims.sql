-- Places in the queues for resources, in the order in which they were taken.
CREATE TABLE resource_claims (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id      TEXT NOT NULL UNIQUE,
  execution_id TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  resource     TEXT NOT NULL,
  holder       TEXT NOT NULL
);
CREATE INDEX resource_claims_by_resource ON resource_claims (account_id, resource, seq);
