/** Files for other tools, as other programs read them. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance, type Json } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type ExportFormat, exportFacts, exportTables, openEmbeddedHistory, type QueryTable } from 'gemba/history';
import { csvText, type FactKind, factKinds, gapOpenEndAt, rowAt, toTable } from 'gemba/model';
import { createZone, parseInstant } from 'gemba/time';
import { expect, test } from 'vitest';
import { csvHeader, csvRows } from '../../../src/history/export/csv.ts';
import { createInstantText } from '../../../src/history/export/instant-text.ts';
import { sheetOfFacts } from '../../../src/history/export/sheet.ts';
import { copyStore } from '../sql/stores.ts';
import { temporaryFolder } from '../store.ts';

const zone = createZone('Europe/Berlin');
const always = { fromAt: Date.UTC(2026, 0, 1), toAt: Date.UTC(2026, 1, 1) };
type Row = Readonly<Record<string, unknown>>;

async function readParquet(path: string): Promise<Record<string, Json>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const escaped = path.replace(/[*?[]/g, '[$&]').replaceAll("'", "''");
    return (await connection.runAndReadAll(`SELECT * FROM '${escaped}'`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A row of a file by the names of the model: what is absent left out, numbers as such, of instants the epoch ms. */
function toFact(row: Row): Record<string, unknown> {
  const fact: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === '' || value === null || /At$/.test(name)) continue;
    const from = name === 'readingAtMs' ? 'at' : name.replace(/AtMs$/, 'At');
    fact[from] = value === 'true' || value === true ? 1 : value === 'false' || value === false ? 0 : value;
  }
  return fact;
}

function toSaid(kind: FactKind, fact: Row, versions: number | undefined): Record<string, unknown> {
  const said: Record<string, unknown> = { ...fact, revision: versions };
  if (kind === 'reading') said['quality'] ??= 'good';
  if (said['endAt'] === gapOpenEndAt) delete said['endAt'];
  return said;
}

/** Exports are in the order of `scan`, by stretches of time. */
const inOrder = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

const asTexts = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));

test.each(['csv', 'parquet'] as const)('%s files have the facts that a snapshot reads, each kind', async (format) => {
  await using store = await copyStore('format-2');
  await using history = await openEmbeddedHistory({ dir: store.dir });
  const snapshot = await history.snapshot();
  for (const kind of factKinds) {
    const path = join(store.dir, `${kind}.${format}`);
    const { rowCount, sizeBytes } = await exportFacts({ snapshot, kind, window: always, format, path, zone });
    const facts = await snapshot.read({ kind, window: always });
    const rows: Row[] =
      format === 'csv'
        ? parse(await readFile(path), { columns: true, record_delimiter: '\r\n' })
        : await readParquet(path);
    expect(rowCount).toBe(facts.length);
    expect(sizeBytes).toBe((await readFile(path)).byteLength);
    const expected = Array.from({ length: facts.length }, (_, i) => toSaid(kind, rowAt(facts, i), facts.versions[i]));
    expect(inOrder(rows.map((row) => asTexts(toFact(row))))).toEqual(inOrder(expected.map(asTexts)));
  }
});

test('an instant has the plant’s offset, over a change of clocks too, and its epoch milliseconds beside it', async () => {
  await using folder = await temporaryFolder();
  // The last instant of summer time in 2026 is 01:00 UTC of 25 October.
  const instants = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30), Date.UTC(2026, 0, 5, 6, 0, 0, 250)];
  const path = join(folder.dir, 'readings.csv');
  await exportFacts({
    snapshot: snapshotOf(instants.map((at) => ({ tag: 't', at, value: 1 }))),
    kind: 'reading',
    window: always,
    format: 'csv',
    path,
    zone,
  });
  const rows = parse(await readFile(path), { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => row['readingAt'])).toEqual([
    '2026-10-25T02:30:00+02:00',
    '2026-10-25T02:30:00+01:00',
    '2026-01-05T07:00:00.250+01:00',
  ]);
  expect(rows.map((row) => parseInstant(row['readingAt'] ?? ''))).toEqual(instants);
  expect(rows.map((row) => Number(row['readingAtMs']))).toEqual(instants);
});

test('numbers read back as the doubles they were, texts as the texts, by a reader of RFC 4180', () => {
  const letters = ['a', 'ß', '車', '😀', ' ', '"', "'", ',', ';', '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\uFEFF'];
  const row = fc.record({
    value: fc.double({ noNaN: true }),
    text: fc.string({ unit: fc.constantFrom(...letters), minLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (given) => {
      const sheet = sheetOfFacts(factsOf(given.map((one, i) => ({ tag: 't', at: i, ...one }))));
      const written = csvHeader(sheet.outside) + [...csvRows(sheet, zone)].join('');
      const read = parse(Buffer.from(written), { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
      expect(read.map((one) => Number(one['value']) + 0)).toEqual(given.map(({ value }) => value + 0));
      const asText = ({ text }: { text: string }): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
      expect(read.map((one) => one['text'])).toEqual(given.map(asText));
    }),
  );
});

test('many instants are written as each by itself, in any zone, about changes of clocks too', () => {
  const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'].map(createZone);
  const autumn = Date.UTC(2026, 9, 25, 1);
  const near = fc.double({ min: autumn - 7_200_000, max: autumn + 7_200_000, noNaN: true });
  const any = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.array(fc.oneof(near, any), { minLength: 1 }), (of, instants) => {
      const text = createInstantText(of);
      expect(instants.map(text)).toEqual(instants.map((at) => of.format(at)));
    }),
  );
});

test('a text that a spreadsheet would take for a formula stays text', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)']) expect(csvText(text)).toBe(`'${text}`);
  expect(csvText('=HYPERLINK("http://x","y")')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
});

test.each(['csv', 'parquet'] as const)('a window without facts is a %s file of columns alone', async (format) => {
  await using folder = await temporaryFolder();
  const path = join(folder.dir, `none.${format}`);
  const { rowCount } = await exportFacts({ snapshot: snapshotOf([]), kind: 'gap', window: always, format, path, zone });
  expect(rowCount).toBe(0);
  if (format === 'csv') expect((await readFile(path, 'utf8')).split('\r\n').slice(1)).toEqual(['']);
  else expect(await readParquet(path)).toEqual([]);
});

test.each(['csv', 'parquet'] as const)(
  'a %s file that is broken off never comes about, and what was there stays',
  async (format) => {
    await using folder = await temporaryFolder();
    const path = join(folder.dir, 'out', `kept.${format}`);
    await mkdir(dirname(path));
    await writeFile(path, 'what was there');
    const abort = new AbortController();
    const broken = async (scan: () => AsyncGenerator<never>, code: RegExp): Promise<void> => {
      const options = { kind: 'reading', window: always, format, path, zone, signal: abort.signal } as const;
      await expect(exportFacts({ ...options, snapshot: { scan } as never })).rejects.toThrow(code);
      expect(await readFile(path, 'utf8')).toBe('what was there');
      expect(await readdir(dirname(path))).toEqual([`kept.${format}`]);
    };
    const batch = factsOf([{ tag: 't', at: 1, value: 1 }]);
    await broken(async function* () {
      yield batch as never;
      throw new Error('torn');
    }, /torn/);
    await broken(async function* () {
      yield batch as never;
      abort.abort();
      yield batch as never;
    }, /The export was stopped/);
  },
);

test('a batch is written before the next one is read', async () => {
  await using folder = await temporaryFolder();
  const [read, written]: [number[], number[]] = [[], []];
  const scan = async function* () {
    for (let i = 0; i < 4; i++) {
      read.push(written.length);
      yield factsOf([{ tag: 't', at: i, value: i }]);
    }
  };
  const options = { kind: 'reading', window: always, format: 'csv', path: join(folder.dir, 'x.csv'), zone } as const;
  await exportFacts({ ...options, snapshot: { scan } as never, onProgress: (rowCount) => written.push(rowCount) });
  expect(read).toEqual([0, 1, 2, 3]);
  expect(written).toEqual([1, 2, 3, 4]);
});

test('what the disk refuses amidst a Parquet file is told of that file, what a read fails with is not', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.dir, 'out', 'x.parquet');
  const options = { kind: 'reading', window: always, format: 'parquet', path, zone } as const;
  const lost = async function* () {
    yield factsOf([{ tag: 't', at: 1, value: 1 }]);
    await rm(dirname(path), { recursive: true });
    yield factsOf([{ tag: 't', at: 2, value: 2 }]);
  };
  await expect(exportFacts({ ...options, snapshot: { scan: lost } as never })).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining(path),
  });
  const unread = async function* () {
    yield factsOf([]);
    await readFile(join(folder.dir, 'no segment'));
  };
  await expect(exportFacts({ ...options, snapshot: { scan: unread } as never })).rejects.toThrow(/ENOENT.*no segment/);
});

test('a file that cannot be written is told by its path', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.dir, 'file'), '');
  const path = join(folder.dir, 'file', 'x.csv');
  const options = { snapshot: snapshotOf([]), kind: 'gap', window: always, format: 'csv', path, zone } as const;
  await expect(exportFacts(options)).rejects.toMatchObject({
    code: 'output-unwritable',
    message: expect.stringContaining(path),
  });
});

test.each(['csv', 'parquet'] as const)(
  'answers of queries go to one %s file, one after the other',
  async (format: ExportFormat) => {
    await using folder = await temporaryFolder();
    const path = join(folder.dir, `answers.${format}`);
    const tables = [answerOf(['a', ''], [1, Number.NaN]), answerOf([], []), answerOf(['c'], [-0.5])];
    const { rowCount } = await exportTables({
      tables: (async function* () {
        yield* tables;
      })(),
      format,
      path,
      zone,
    });
    expect(rowCount).toBe(3);
    const rows: Row[] = format === 'csv' ? parse(await readFile(path), { columns: true }) : await readParquet(path);
    expect(rows.map((row) => asTexts(toFact(row)))).toEqual([
      { tag: 'a', fromAt: '0', mean: '1', isKnown: '1' },
      { fromAt: '60000', isKnown: '0' },
      { tag: 'c', fromAt: '0', mean: '-0.5', isKnown: '1' },
    ]);
  },
);

function factsOf(rows: readonly object[]) {
  const table = toTable('reading', rows as never);
  return { ...table, versions: new Uint32Array(table.length).fill(1) };
}

/** A snapshot that gives these readings, two at a time. */
function snapshotOf(rows: readonly object[]) {
  const scan = async function* () {
    for (let i = 0; i < rows.length; i += 2) yield factsOf(rows.slice(i, i + 2));
  };
  return { scan } as never;
}

function answerOf(tags: readonly string[], means: readonly number[]): QueryTable {
  const dictionary = ['', ...tags.filter((tag) => tag !== '')];
  const codes = Uint32Array.from(tags, (tag) => dictionary.indexOf(tag));
  return {
    length: tags.length,
    columns: {
      tag: { type: 'text', dictionary, codes, absent: 'not-in-the-data' },
      fromAt: { type: 'instant', values: Float64Array.from(tags, (_, i) => i * 60_000), absent: 'no-facts' },
      mean: { type: 'number', values: Float64Array.from(means), absent: 'no-facts' },
      isKnown: {
        type: 'flag',
        values: Float64Array.from(means, (mean) => Number(!Number.isNaN(mean))),
        absent: 'no-facts',
      },
    },
  };
}
