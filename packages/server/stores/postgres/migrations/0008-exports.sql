-- Executions that somebody asked to be packed, until a while after that has run out. `body` is the whole request.
CREATE TABLE reprise.exports (
  export_id    text COLLATE "C" PRIMARY KEY,
  account_id   text COLLATE "C" NOT NULL,
  requested_at bigint NOT NULL,
  expires_at   bigint NOT NULL,
  body         text NOT NULL
);
CREATE INDEX exports_of_account ON reprise.exports (account_id, requested_at);
