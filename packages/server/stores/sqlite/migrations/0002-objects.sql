-- Objects of every kind. A level that an object is not in (`org_id`, `project_id`), no holder (`parent`) and no version
-- (`label`) are the empty text.
CREATE TABLE objects (
  kind       TEXT    NOT NULL,
  account_id TEXT    NOT NULL,
  org_id     TEXT    NOT NULL,
  project_id TEXT    NOT NULL,
  parent     TEXT    NOT NULL,
  identifier TEXT    NOT NULL,
  label      TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  search     TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, account_id, org_id, project_id, parent, identifier, label)
);

-- What secrets are worth, sealed; `key_id` names the master key. Only the newest value is kept.
CREATE TABLE secret_values (
  account_id TEXT NOT NULL,
  org_id     TEXT NOT NULL,
  project_id TEXT NOT NULL,
  identifier TEXT NOT NULL,
  key_id     TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  PRIMARY KEY (account_id, org_id, project_id, identifier)
) WITHOUT ROWID;

ALTER TABLE organizations ADD COLUMN description TEXT;
ALTER TABLE organizations ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
ALTER TABLE projects ADD COLUMN description TEXT;
ALTER TABLE projects ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
