/** The views, as a DuckDB of one's own reads them. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createSqlViews, openEmbeddedHistory, openSqlView, sqlViews } from 'gemba/history';
import { type FactKind, factColumns, factKinds, gapOpenEndAt, rowAt } from 'gemba/model';
import { expect, test } from 'vitest';
import { askOwn, copyStore, formats } from './stores.ts';

/** A row of a view as a row of a fact table: what is NULL left out, instants by their epoch ms. */
function toFact(kind: FactKind, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fact: Record<string, unknown> = { versions: row['revision'] };
  for (const [name, type] of Object.entries(factColumns[kind])) {
    const said = type === 'instant' ? row[name === 'at' ? 'readingAtMs' : `${name}Ms`] : row[name];
    if (said !== null && said !== undefined) fact[name] = typeof said === 'boolean' ? Number(said) : said;
  }
  return fact;
}

/** A fact as the views mean to say it. */
function toSaid(kind: FactKind, fact: Record<string, unknown>): Record<string, unknown> {
  const said = { ...fact };
  if (kind === 'reading') said['quality'] ??= 'good';
  if (kind === 'gap' && said['endAt'] === gapOpenEndAt) delete said['endAt'];
  return said;
}

const inOrder = (rows: readonly object[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

test.each(formats)('a DuckDB of one’s own reads the facts of a store of %s that a snapshot reads', async (format) => {
  await using store = await copyStore(format);
  await using history = await openEmbeddedHistory({ dir: store.dir });
  const snapshot = await history.snapshot();
  const { text, version } = await createSqlViews({ dir: store.dir });
  expect(version).toBe(snapshot.version);
  for (const kind of factKinds) {
    const facts = await snapshot.read({ kind });
    const rows = Array.from({ length: facts.length }, (_, i) => ({ ...rowAt(facts, i), versions: facts.versions[i] }));
    const seen = await askOwn(text, `SELECT * FROM gemba."${kind}"`);
    expect(inOrder(seen.map((row) => toFact(kind, row)))).toEqual(inOrder(rows.map((row) => toSaid(kind, row))));
  }
});

test('an instant is a timestamp in UTC, beside its epoch milliseconds, to the fraction', async () => {
  await using store = await copyStore('format-2');
  const { text } = await createSqlViews({ dir: store.dir });
  const rows = await askOwn(
    text,
    `SELECT readingAtMs AS ms, epoch_us(readingAt) AS us, typeof(readingAt) AS type, day::VARCHAR AS day FROM gemba.reading`,
  );
  expect(rows.length).toBeGreaterThan(100);
  for (const { ms, us, type, day } of rows) {
    expect(type).toBe('TIMESTAMP WITH TIME ZONE');
    expect(Number(us)).toBe(Math.round(Number(ms) * 1_000));
    expect(day).toBe(new Date(Number(ms)).toISOString().slice(0, 10));
  }
});

test('a day opens the files of that day and no others', async () => {
  await using store = await copyStore('format-2');
  const { text } = await createSqlViews({ dir: store.dir });
  const filesOpened = async (where: string): Promise<number> => {
    const [plan] = await askOwn(text, `EXPLAIN ANALYZE SELECT readingAt, value FROM gemba.reading ${where}`);
    const counts = [...String(plan?.['explain_value']).matchAll(/Total Files Read: (\d+)/g)].map(([, n]) => Number(n));
    return counts.reduce((sum, n) => sum + n, 0);
  };
  const all = await filesOpened('');
  const one = await filesOpened("WHERE day = DATE '2026-01-06'");
  expect(one).toBeGreaterThan(0);
  expect(one).toBeLessThan(all);
});

test('the same views stand for an empty store, without rows, and running the text again makes them anew', async () => {
  await using store = await copyStore('format-2');
  const empty = await createSqlViews({ dir: join(store.dir, 'nothing') });
  const full = await createSqlViews({ dir: store.dir });
  const describe = `SELECT table_name AS view, column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = 'gemba' ORDER BY table_name, ordinal_position`;
  const columns = await askOwn(empty.text, describe);
  expect(await askOwn(full.text, describe)).toEqual(columns);
  const stated = sqlViews.flatMap(({ name, columns: of }) =>
    of.map((one) => ({ view: name, name: one.name, type: one.type })),
  );
  expect(inOrder(columns)).toEqual(inOrder(stated));
  expect(await askOwn(empty.text, 'SELECT count(*) AS n FROM gemba.reading')).toEqual([{ n: '0' }]);
  expect(await askOwn(empty.text + full.text, 'SELECT count(*) > 0 AS n FROM gemba.reading')).toEqual([{ n: true }]);
});

test('views of a window have all facts that touch it, and open no files far from it', async () => {
  await using store = await copyStore('format-2');
  await using history = await openEmbeddedHistory({ dir: store.dir });
  const window = { fromAt: Date.UTC(2026, 0, 6), toAt: Date.UTC(2026, 0, 7) };
  const { text } = await createSqlViews({ dir: store.dir, window });
  expect(text).not.toContain('facts/reading/2026-01-05');
  const snapshot = await history.snapshot();
  const facts = await snapshot.read({ kind: 'reading', window });
  const within = `readingAtMs >= ${window.fromAt} AND readingAtMs < ${window.toAt}`;
  expect(facts.length).toBeGreaterThan(0);
  expect(await askOwn(text, `SELECT count(*)::INTEGER AS n FROM gemba.reading WHERE ${within}`)).toEqual([
    { n: facts.length },
  ]);
  // A gap that lasts began the day before.
  expect(await askOwn(text, "SELECT source FROM gemba.gap WHERE status = 'open'")).toEqual([{ source: 'opcua' }]);
  const said =
    'SELECT epoch_ms(windowFrom)::DOUBLE AS "fromAt", epoch_ms(windowTo)::DOUBLE AS "toAt" FROM gemba.snapshot';
  expect(await askOwn(text, said)).toEqual([window]);
});

test('once a file was merged away a query fails, and says so', async () => {
  await using store = await copyStore('format-2');
  const { text } = await createSqlViews({ dir: store.dir });
  const path = /'([^']*facts\/reading\/2026-01-06[^']*)'/.exec(text)?.[1] ?? '';
  const file = join(store.dir, path.slice(path.indexOf('/facts/')));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(text);
  await rm(file);
  await expect(connection.runAndReadAll('SELECT count(*), sum(value) FROM gemba.reading')).rejects.toThrow(
    'No files found',
  );
  connection.closeSync();
  instance.closeSync();
  await using view = await openSqlView({ dir: store.dir });
  const readAll = async (): Promise<void> => {
    for await (const _ of (await view.query('SELECT sum(value) FROM reading')).batches);
  };
  await expect(readAll()).rejects.toMatchObject({
    code: 'sql-failed',
    message: expect.stringContaining('Run it again'),
  });
});

test('the text says of which version it is and until when it is good', async () => {
  await using store = await copyStore('format-2');
  const takenAt = Date.UTC(2026, 10, 21, 6);
  const { text, version, goodUntilAt } = await createSqlViews({ dir: store.dir, clock: () => takenAt });
  expect(goodUntilAt - takenAt).toBe(15 * 60_000);
  expect(text).toContain(`version ${version}, taken at 2026-11-21T06:00:00.000Z`);
  expect(text).toContain('good until 2026-11-21T06:15:00.000Z');
  const rows = await askOwn(text, 'SELECT version, epoch_ms(goodUntil) AS at FROM gemba.snapshot');
  expect(rows).toEqual([{ version: String(version), at: String(goodUntilAt) }]);
});

test('bytes of refused rows, which may name people, are in no view', () => {
  const refusal = sqlViews.find(({ name }) => name === 'refusal');
  const names = refusal?.columns.map(({ name }) => name);
  for (const withheld of ['raw', 'header', 'received']) expect(names).not.toContain(withheld);
});

test('docs/sql.md has every column of every view, and no other', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/sql.md'), 'utf8');
  const described = page
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const views = [...(section.split('\n')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name);
      const rows = [...section.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([A-Z ]+) \|/gm)];
      return views.flatMap((view) =>
        rows.flatMap(([, names = '', type]) =>
          [...names.matchAll(/`(\w+)`/g)].map(([, name]) => ({ view, name, type })),
        ),
      );
    });
  const stated = sqlViews.flatMap(({ name, columns }) =>
    columns.map((one) => ({ view: name, name: one.name, type: one.type })),
  );
  expect(inOrder(described)).toEqual(inOrder(stated));
});
