/** Format version 1. Never changed once released; a change of the tables is the next numbered file. */
export const firstTables: string = `
CREATE TABLE delivery (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  transport TEXT NOT NULL,
  payload TEXT NOT NULL,
  payloadSha256 TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'claimed', 'delivered', 'retrying', 'rejected')),
  enqueuedAt REAL NOT NULL,
  nextAttemptAt REAL NOT NULL,
  claimer TEXT,
  claimNumber INTEGER NOT NULL,
  leaseUntil REAL,
  forgivenCount INTEGER NOT NULL,
  settledAt REAL,
  reason TEXT,
  receipt TEXT,
  CHECK ((status = 'claimed') = (leaseUntil IS NOT NULL)),
  CHECK ((status = 'claimed') = (claimer IS NOT NULL)),
  CHECK (forgivenCount <= claimNumber)
) STRICT;
CREATE INDEX deliveryByStatus ON delivery (status, nextAttemptAt, sequence);

CREATE TABLE attempt (
  deliveryId TEXT NOT NULL REFERENCES delivery (id),
  number INTEGER NOT NULL,
  claimer TEXT NOT NULL,
  startedAt REAL NOT NULL,
  endedAt REAL,
  outcome TEXT CHECK (outcome IN ('delivered', 'retry', 'rejected', 'released', 'abandoned')),
  detail TEXT,
  served TEXT,
  PRIMARY KEY (deliveryId, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  audience TEXT NOT NULL,
  manifest TEXT NOT NULL,
  contentSha256 TEXT NOT NULL,
  reason TEXT,
  createdAt REAL NOT NULL,
  UNIQUE (subject, revision)
) STRICT;

CREATE TABLE person (
  token TEXT PRIMARY KEY,
  person TEXT,
  addedAt REAL NOT NULL,
  erasedAt REAL,
  CHECK ((person IS NULL) = (erasedAt IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  startedAt REAL NOT NULL,
  endedAt REAL,
  outcome TEXT CHECK (outcome IN ('done', 'failed')),
  detail TEXT
) STRICT;
CREATE INDEX runLast ON run (kind, subject, id);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
