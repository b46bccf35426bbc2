/** Format version 2: what was done to the store itself. Never changed once released; see `001-first-tables.ts`. */
export const auditAndErasedFiles: string = `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at REAL NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX auditByTime ON audit (at);

CREATE TABLE erasedFile (
  code TEXT NOT NULL,
  report INTEGER NOT NULL REFERENCES report (sequence),
  name TEXT NOT NULL,
  copySha256 TEXT,
  erasedAt REAL NOT NULL,
  removeSha256 TEXT,
  PRIMARY KEY (code, report, name)
) STRICT, WITHOUT ROWID;
`;
