/** What files say of themselves, against their rows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOUBLE, type DuckDBConnection, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileStatistics, type StatedFile } from '../../../src/history/embedded/reading/file-statistics.ts';

interface Row {
  readonly tag: string;
  readonly text: string;
  readonly revision: number;
  readonly value: number | null;
}

const columns = { place: 'tag', texts: ['text'], counts: ['revision'], numbers: ['value'] };
let dir = '';
let instance: DuckDBInstance;
let connection: DuckDBConnection;
let fileCount = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gemba-statistics-'));
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
});

afterAll(async () => {
  connection.closeSync();
  instance.closeSync();
  await rm(dir, { recursive: true });
});

/** Parts of a file have at least 2,048 rows, so each row is written as often. */
async function write(rows: readonly Row[]): Promise<StatedFile> {
  const path = join(dir, `${++fileCount}.parquet`);
  const table = `t${fileCount}`;
  await connection.run(
    `create table ${table} (place integer, tag varchar, text varchar, revision integer, value double)`,
  );
  const appender = await connection.createAppender(table);
  for (const [place, { tag, text, revision, value }] of rows.entries()) {
    appender.appendValue(place, INTEGER);
    appender.appendValue(tag, VARCHAR);
    appender.appendValue(text, VARCHAR);
    appender.appendValue(revision, INTEGER);
    if (value === null) appender.appendNull();
    else appender.appendValue(value, DOUBLE);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    `copy (select t.* exclude (place) from ${table} t, range(2048) order by place)
     to '${path}' (format parquet, compression zstd, row_group_size 2048, parquet_version v2)`,
  );
  await connection.run(`drop table ${table}`);
  return { path, sha256: String(fileCount) };
}

const word = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ä', "o'clock"),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
);
const row = fc.record<Row>({
  tag: word,
  text: word,
  revision: fc.integer({ min: 1, max: 2 }),
  value: fc.oneof(
    fc.constantFrom(Number.NaN, null, 0, -0, Number.POSITIVE_INFINITY),
    fc.double({ noDefaultInfinity: true }),
  ),
});

describe('what is said of the rows of some places', () => {
  test('is what all of them have, and no more of them are told than there are', async () => {
    const input = fc.record({
      files: fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
      places: fc.option(fc.array(word, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(input, async ({ files, places }) => {
        const stored: StatedFile[] = [];
        for (const rows of files) stored.push(await write(rows));
        const statistics = createFileStatistics();
        const first = await statistics.find(connection, columns, stored, places);
        const asked = files.flat().filter(({ tag }) => places === undefined || places.includes(tag));
        expect(first?.rowsMax).toBeGreaterThanOrEqual(asked.length * 2_048);
        for (const [name, value] of asked.length === 0 ? [] : (first?.constants ?? []))
          for (const one of asked) expect(one[name as keyof Row] ?? Number.NaN).toBe(value);
        // What is kept says the same.
        expect(await statistics.find(connection, columns, stored, places)).toEqual(first);
      }),
      { numRuns: 25 },
    );
  });

  test('is told where it is one word, one revision and no number', async () => {
    const absent = { tag: 'a', text: 'on', revision: 1, value: Number.NaN };
    const file = await write([absent, { ...absent, tag: 'b' }, { ...absent, tag: 'c', text: 'off', value: 1 }]);
    const statistics = createFileStatistics();
    const some = await statistics.find(connection, columns, [file], ['a', 'b']);
    expect(some).toEqual({
      constants: new Map<string, unknown>([
        ['text', 'on'],
        ['revision', 1],
        ['value', Number.NaN],
      ]),
      rowsMax: 4_096,
    });
    const all = await statistics.find(connection, columns, [file]);
    expect(all).toEqual({ constants: new Map([['revision', 1]]), rowsMax: 6_144 });
    const empty = await write([{ ...absent, value: null }]);
    expect((await statistics.find(connection, columns, [empty]))?.constants.get('value')).toBeNaN();
  });
});

test('what is kept of files has a bound, and what was given up is learnt again', async () => {
  const one = { tag: 'a', text: 'on', revision: 1, value: 1 };
  const statistics = createFileStatistics({ partsMax: 2 });
  const files = [await write([one, one]), await write([one])];
  for (const file of [...files, ...files]) {
    const { sha256 } = file;
    expect((await statistics.find(connection, columns, [file]))?.constants.get('text')).toBe('on');
    // Kept by its checksum: that it is kept shows where the file is gone.
    const gone = { path: join(dir, 'gone.parquet'), sha256 };
    expect((await statistics.find(connection, columns, [gone]))?.constants.get('text')).toBe('on');
    const other = files.find((candidate) => candidate !== file) as StatedFile;
    await expect(statistics.find(connection, columns, [{ ...gone, sha256: other.sha256 }])).rejects.toThrow('gone');
  }
});

test('of many files not known yet nothing is learnt', async () => {
  const many = Array.from({ length: 17 }, (_, i) => ({ path: join(dir, 'gone.parquet'), sha256: `many ${i}` }));
  expect(await createFileStatistics().find(connection, columns, many)).toBeUndefined();
});
