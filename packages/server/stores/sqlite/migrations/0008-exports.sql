-- Executions that somebody asked to be packed, until a while after that has run out. `body` is the whole request.
CREATE TABLE exports (
  export_id    TEXT    PRIMARY KEY NOT NULL,
  account_id   TEXT    NOT NULL,
  requested_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  body         TEXT    NOT NULL
);
CREATE INDEX exports_of_account ON exports (account_id, requested_at);
