-- Objects of every kind. A level that an object is not in (`org_id`, `project_id`), no holder (`parent`) and no version
-- (`label`) are the empty text.
CREATE TABLE reprise.objects (
  kind       text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  parent     text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  label      text COLLATE "C" NOT NULL,
  version    integer NOT NULL,
  search     text COLLATE "C" NOT NULL,
  body       text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (kind, account_id, org_id, project_id, parent, identifier, label)
);

-- What secrets are worth, sealed; `key_id` names the master key. Only the newest value is kept.
CREATE TABLE reprise.secret_values (
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  key_id     text COLLATE "C" NOT NULL,
  sealed     text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier)
);

ALTER TABLE reprise.organizations
  ADD COLUMN description text, ADD COLUMN tags text NOT NULL DEFAULT '{}';
ALTER TABLE reprise.projects
  ADD COLUMN description text, ADD COLUMN tags text NOT NULL DEFAULT '{}';
