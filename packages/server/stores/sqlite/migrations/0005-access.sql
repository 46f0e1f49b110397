-- Users, groups, service accounts, roles, resource groups, role assignments, keys, tokens, sessions and invitations. A
-- level that one is not in, no second name (`handle`) and no owner are the empty text. Of passwords, tokens, sessions and
-- invitations only digests are kept.
CREATE TABLE access_records (
  kind       TEXT    NOT NULL,
  account_id TEXT    NOT NULL,
  org_id     TEXT    NOT NULL,
  project_id TEXT    NOT NULL,
  identifier TEXT    NOT NULL,
  handle     TEXT    NOT NULL,
  owner      TEXT    NOT NULL,
  expires_at INTEGER,
  body       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, account_id, org_id, project_id, identifier)
);
CREATE UNIQUE INDEX access_records_handle ON access_records (kind, account_id, handle) WHERE handle <> '';
CREATE INDEX access_records_owner ON access_records (kind, account_id, owner) WHERE owner <> '';
CREATE INDEX access_records_expiry ON access_records (expires_at) WHERE expires_at IS NOT NULL;

-- Who did what, when, from where and why. Rows are only ever added.
CREATE TABLE audit_entries (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  account_id    TEXT    NOT NULL,
  org_id        TEXT    NOT NULL,
  project_id    TEXT    NOT NULL,
  resource_type TEXT    NOT NULL,
  resource      TEXT    NOT NULL,
  body          TEXT    NOT NULL
);
CREATE INDEX audit_entries_resource ON audit_entries (account_id, resource_type, resource);
