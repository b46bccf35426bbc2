/** Format version 2: what was done to the store itself. Never changed once released. */
export const audit: string = `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at REAL NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX auditByTime ON audit (at);
`;
