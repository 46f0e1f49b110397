-- Places in the queues for resources, in the order in which they were taken.
CREATE TABLE reprise.resource_claims (
  seq          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id      text COLLATE "C" NOT NULL UNIQUE,
  execution_id text COLLATE "C" NOT NULL,
  account_id   text COLLATE "C" NOT NULL,
  resource     text COLLATE "C" NOT NULL,
  holder       text COLLATE "C" NOT NULL
);
CREATE INDEX resource_claims_by_resource ON reprise.resource_claims (account_id, resource, seq);
