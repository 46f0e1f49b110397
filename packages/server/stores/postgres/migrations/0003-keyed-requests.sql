-- What requests began whose senders may repeat them, by their keys: committed with the execution.
CREATE TABLE reprise.keyed_requests (
  account_id   text COLLATE "C" NOT NULL,
  org_id       text COLLATE "C" NOT NULL,
  project_id   text COLLATE "C" NOT NULL,
  key          text COLLATE "C" NOT NULL,
  fingerprint  text COLLATE "C" NOT NULL,
  execution_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, key)
);
