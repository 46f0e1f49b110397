-- Users, groups, service accounts, roles, resource groups, role assignments, keys, tokens, sessions and invitations. A
-- level that one is not in, no second name (`handle`) and no owner are the empty text. Of passwords, tokens, sessions and
-- invitations only digests are kept.
CREATE TABLE reprise.access_records (
  kind       text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  org_id     text COLLATE "C" NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  handle     text COLLATE "C" NOT NULL,
  owner      text COLLATE "C" NOT NULL,
  expires_at bigint,
  body       text NOT NULL,
  version    integer NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (kind, account_id, org_id, project_id, identifier)
);
CREATE UNIQUE INDEX access_records_handle ON reprise.access_records (kind, account_id, handle) WHERE handle <> '';
CREATE INDEX access_records_owner ON reprise.access_records (kind, account_id, owner) WHERE owner <> '';
CREATE INDEX access_records_expiry ON reprise.access_records (expires_at) WHERE expires_at IS NOT NULL;

-- Who did what, when, from where and why. Rows are only ever added.
CREATE TABLE reprise.audit_entries (
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            bigint NOT NULL,
  account_id    text COLLATE "C" NOT NULL,
  org_id        text COLLATE "C" NOT NULL,
  project_id    text COLLATE "C" NOT NULL,
  resource_type text COLLATE "C" NOT NULL,
  resource      text COLLATE "C" NOT NULL,
  body          text NOT NULL
);
CREATE INDEX audit_entries_resource ON reprise.audit_entries (account_id, resource_type, resource);
