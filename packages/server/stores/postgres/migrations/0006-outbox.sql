-- What has to be told to somebody outside, and what became of it.
CREATE TABLE reprise.outbox (
  seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id           text COLLATE "C" NOT NULL UNIQUE,
  execution_id text COLLATE "C" NOT NULL,
  notification text NOT NULL,
  status       text NOT NULL,
  tries        integer NOT NULL,
  due_at       bigint,
  created_at   bigint NOT NULL,
  updated_at   bigint NOT NULL,
  problem      text
);
CREATE INDEX outbox_by_execution ON reprise.outbox (execution_id, seq);
CREATE INDEX outbox_due ON reprise.outbox (due_at) WHERE due_at IS NOT NULL;

-- The mail server of an account; its password lies among the sealed values.
CREATE TABLE reprise.mail_servers (
  account_id text COLLATE "C" NOT NULL PRIMARY KEY,
  body       text NOT NULL
);
