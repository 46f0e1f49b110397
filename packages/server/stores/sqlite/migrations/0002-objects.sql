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
