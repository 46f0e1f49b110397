-- What requests began whose senders may repeat them, by their keys: committed with the execution.
CREATE TABLE keyed_requests (
  account_id   TEXT NOT NULL,
  org_id       TEXT NOT NULL,
  project_id   TEXT NOT NULL,
  key          TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, key)
) WITHOUT ROWID;
