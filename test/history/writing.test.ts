/** The parts that run in the child process, here in this one: what is new, how it is staged, written and merged. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type AnyFactTable, type FactKind, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { compactSegments, planCompaction } from '../../src/history/embedded/compaction.ts';
import { openDuckDB } from '../../src/history/embedded/duckdb.ts';
import { toBytes, toWords } from '../../src/history/embedded/identity-words.ts';
import { dayName, dayNumber } from '../../src/history/embedded/layout.ts';
import { emptyState, type Segment } from '../../src/history/embedded/manifest-state.ts';
import { doublesOf } from '../../src/history/embedded/packed-columns.ts';
import { packTable } from '../../src/history/embedded/packing.ts';
import { resolveIdentities } from '../../src/history/embedded/resolution.ts';
import { readFacts, selectSegments } from '../../src/history/embedded/segment-reader.ts';
import { writeSegments } from '../../src/history/embedded/segment-writer.ts';
import { stageRows } from '../../src/history/embedded/staging.ts';
import { temporaryFolder } from './store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function wordsOf(numbers: readonly number[]): Uint32Array {
  return Uint32Array.from(numbers.flatMap((number) => [0, number % 3, 0, number]));
}

describe('identities', () => {
  test('as words and back are the same bytes, and compare as their bytes do', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const words = toWords(bytes);
        const [a, b] = [0, 4].map((at) => [1, 0, 3, 2].map((k) => words[at + k] as number)) as [number[], number[]];
        const differs = a.findIndex((word, k) => word !== b[k]);
        const order = differs < 0 ? 0 : (a[differs] as number) - (b[differs] as number);
        const byteOrder = Buffer.compare(bytes.subarray(0, 16), bytes.subarray(16));
        expect(Math.sign(order)).toBe(byteOrder);
        expect(toBytes(words.slice())).toEqual(bytes);
      }),
    );
  });

  test('are resolved as by a map of what was seen: new content is the next revision, known content is a duplicate', () => {
    const rows = fc.array(fc.tuple(fc.nat(6), fc.nat(4)), { maxLength: 40 });
    fc.assert(
      fc.property(rows, rows, (before, received) => {
        const seen = new Map<number, number[]>();
        const known: { identity: number; content: number; revision: number }[] = [];
        const note = (identity: number, content: number): number => {
          const contents = seen.get(identity) ?? [];
          seen.set(identity, contents);
          return contents.includes(content) ? 0 : contents.push(content);
        };
        for (const [identity, content] of before) {
          const revision = note(identity, content);
          if (revision > 0) known.push({ identity, content, revision });
        }
        // Known rows come in any order.
        known.reverse();
        const expected = received.map(([identity, content]) => note(identity, content));
        const resolution = resolveIdentities(
          {
            length: received.length,
            identity: wordsOf(received.map(([identity]) => identity)),
            content: wordsOf(received.map(([, content]) => content)),
          },
          {
            length: known.length,
            identity: wordsOf(known.map(({ identity }) => identity)),
            content: wordsOf(known.map(({ content }) => content)),
            revision: Uint32Array.from(known, ({ revision }) => revision),
          },
        );
        expect([...resolution.revision]).toEqual(expected);
        const stored = expected.filter((revision) => revision > 0);
        const superseding = stored.filter((revision) => revision > 1);
        expect(resolution.supersededKnown.length + resolution.supersededReceived.length).toBe(superseding.length);
        for (const row of resolution.supersededKnown)
          expect(known[row]?.revision).toBe(
            Math.max(
              ...known.filter(({ identity }) => identity === known[row]?.identity).map(({ revision }) => revision),
            ),
          );
      }),
    );
  });
});

describe('days', () => {
  test('are those of UTC; a time that is absent or beyond any calendar is undated', () => {
    expect(dayName(dayNumber(Date.UTC(2012, 1, 29, 23, 59), Date.UTC(2012, 2, 1)))).toBe('2012-02-29');
    expect(dayName(dayNumber(-1, 0))).toBe('1969-12-31');
    for (const [start, end] of [
      [Number.NaN, 0],
      [0, Number.NaN],
      [9e15, 9e15],
      [0, Number.POSITIVE_INFINITY],
    ] as const)
      expect(dayName(dayNumber(start, end))).toBe('undated');
  });
});

describe('packing', () => {
  test('keeps only the words in use, and codes as narrow as they can be', () => {
    const table = toTable('production', [{ equipment: 'b' }, {}, { equipment: 'a' }]);
    const dictionary = ['', 'x', 'a', 'y', 'b', ...Array.from({ length: 70_000 }, (_, i) => `${i}`)];
    const packed = packTable({
      ...table,
      columns: { ...table.columns, equipment: { dictionary, codes: Uint32Array.of(4, 0, 2) } },
    });
    expect(packed.texts['equipment']).toEqual({ dictionary: ['', 'b', 'a'], codes: Uint8Array.of(1, 0, 2) });
    const many = toTable(
      'refusal',
      Array.from({ length: 300 }, (_, i) => ({ raw: `r${i}` })),
    );
    expect(packTable(many).texts['raw']?.codes).toBeInstanceOf(Uint16Array);
    const most = toTable(
      'refusal',
      Array.from({ length: 66_000 }, (_, i) => ({ raw: `r${i}` })),
    );
    expect(packTable(most).texts['raw']?.codes).toBeInstanceOf(Uint32Array);
  });

  test('keeps every number exactly, whole ones as narrow as they can be', () => {
    const lists = [
      [0, 255],
      [256],
      [65_536],
      [2 ** 32],
      [-0],
      [-1],
      [0.5],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY],
    ];
    const packed = lists.map((lines) => {
      const rows = lines.map((line) => ({ line }));
      const table = toTable('production', rows);
      const values = { ...table.columns, line: Float64Array.from(lines) };
      return packTable({ ...table, columns: values }).numbers['line'];
    });
    expect(packed.map((values) => [...(values ?? [])])).toEqual(lists);
    const [small, middle, large, ...others] = packed;
    expect([small, middle, large].map((values) => values?.BYTES_PER_ELEMENT)).toEqual([1, 2, 4]);
    for (const values of others) expect(values).toBeInstanceOf(Float64Array);
  });

  test('refuses tables whose columns do not fit together', () => {
    const table = toTable('production', [{ equipment: 'a' }]);
    const { equipment, ...without } = table.columns;
    const wrong = [
      { ...table, length: 2 },
      { ...table, identity: new Uint8Array(8) },
      { ...table, columns: without },
      { ...table, columns: { ...table.columns, line: new Float64Array(2) } },
      { ...table, columns: { ...table.columns, equipment: { ...equipment, codes: Uint32Array.of(7) } } },
      { ...table, columns: { ...table.columns, equipment: { ...equipment, codes: new Uint32Array(0) } } },
      { ...table, columns: { ...table.columns, equipment: new Float64Array(1) } },
    ];
    for (const one of wrong)
      expect(() => packTable(one as unknown as AnyFactTable)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

test('staged rows are in order of day, place and start, undated ones last, and all there', () => {
  const row = fc.record({
    hour: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    source: fc.constantFrom('', 'b', 'a', 'c'),
    line: fc.nat(1_000),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), fc.array(row, { maxLength: 50 }), (first, second) => {
      const parts = [first, second].map((rows) => {
        const table = packTable(
          toTable(
            'refusal',
            rows.map(({ hour, source, line }) => ({
              source,
              line,
              ...(hour === undefined ? {} : { startAt: hour * hourMs, endAt: hour * hourMs }),
            })),
          ),
        );
        const [startAt, endAt] = ['startAt', 'endAt'].map((name) => doublesOf(table, name)) as [
          Float64Array,
          Float64Array,
        ];
        return {
          table,
          rows: Uint32Array.from(rows, (_, i) => i),
          revision: new Uint32Array(rows.length).fill(1),
          days: startAt.map((at, i) => dayNumber(at, endAt[i] as number)),
          hashes: {
            identity: toWords(table.hashes?.identity ?? new Uint8Array(0)),
            content: toWords(table.hashes?.content ?? new Uint8Array(0)),
          },
        };
      });
      const staged = stageRows('refusal', parts);
      const source = staged.texts.get('source');
      const keys = Array.from({ length: staged.length }, (_, i) => {
        const at = staged.numbers.get('startAt')?.[i] as number;
        const day = Number.isNaN(at) ? 999 : Math.floor(at / dayMs);
        return [day, source?.dictionary[source.codes[i] as number], Number.isNaN(at) ? 0 : at] as const;
      });
      const compare = (a: (typeof keys)[number], b: (typeof keys)[number]): number =>
        a[0] - b[0] || ((a[1] as string) < (b[1] as string) ? -1 : a[1] === b[1] ? a[2] - b[2] : 1);
      expect(keys).toEqual(keys.toSorted(compare));
      const lines = [...first, ...second].map(({ line }) => line);
      expect([...(staged.numbers.get('line') ?? [])].sort()).toEqual(lines.sort());
      expect(staged.dayRanges.at(-1)?.to ?? 0).toBe(staged.length);
    }),
  );
});

describe('segments', () => {
  async function inFolder(
    run: (context: {
      dir: string;
      db: Awaited<ReturnType<typeof openDuckDB>>;
      write: (known: readonly Segment[], ...tables: AnyFactTable[]) => ReturnType<typeof writeSegments>;
    }) => Promise<void>,
  ): Promise<void> {
    await using folder = await temporaryFolder();
    const limits = { memoryLimitMb: 128, threads: 1, spillFolder: join(folder.dir, 'spill'), keepOrder: false };
    const db = await openDuckDB(limits);
    let name = 0;
    await run({
      dir: folder.dir,
      db,
      write: (known, ...tables) =>
        writeSegments(db, {
          type: 'write',
          identityBy: 'key',
          dir: folder.dir,
          name: `s${++name}`,
          commits: [tables.map(packTable)],
          searched: known.filter(({ role }) => role === 'facts'),
          present: known,
        }),
    });
    db.instance.closeSync();
  }

  const rows = (count: number, startAt: number) =>
    Array.from({ length: count }, (_, i) => ({
      equipment: `m${i % 7}`,
      startAt: startAt + i,
      endAt: startAt + i + 1,
      state: 'running',
      workOrder: `order ${i % 100}`,
      product: `p${i}`,
      line: i,
    }));

  function readAll(
    dir: string,
    db: Awaited<ReturnType<typeof openDuckDB>>,
    segments: readonly Segment[],
    kind: FactKind,
  ) {
    const state = { ...emptyState, segments: new Map(segments.map((segment) => [segment.path, segment])) };
    return readFacts(db.instance, dir, selectSegments(state, kind, undefined), { kind });
  }

  test('hold more rows than a chunk, words that repeat and words that do not', async () => {
    await inFolder(async ({ dir, db, write }) => {
      const table = toTable('production', rows(5_000, 0));
      const { segments, counts } = await write([], table);
      expect(counts).toEqual([{ stored: 5_000, duplicate: 0, superseding: 0 }]);
      expect(segments).toMatchObject([
        {
          role: 'facts',
          kind: 'production',
          day: '1970-01-01',
          rowCount: 5_000,
          minStartAt: 0,
          maxStartAt: 4_999,
          maxEndAt: 5_000,
        },
      ]);
      const read = await readAll(dir, db, segments, 'production');
      expect(read.length).toBe(5_000);
      const product = read.columns['product' as never] as { dictionary: string[]; codes: Uint32Array };
      const line = read.columns['line' as never] as Float64Array;
      for (let i = 0; i < 5_000; i += 37) expect(product.dictionary[product.codes[i] as number]).toBe(`p${line[i]}`);
      const again = await write(segments, table);
      expect(again).toEqual({ counts: [{ stored: 0, duplicate: 5_000, superseding: 0 }], segments: [] });
    });
  });

  test('beyond what is gathered at once are read from their files with the same result', async () => {
    await inFolder(async ({ dir, db, write }) => {
      const table = toTable(
        'equipmentState',
        rows(210_000, 0).map(({ line: _, product: __, ...row }) => row),
      );
      const { segments } = await write([], table);
      const read = await readAll(dir, db, segments, 'equipmentState');
      expect(read.length).toBe(210_000);
      const equipment = read.columns['equipment' as never] as { dictionary: string[]; codes: Uint32Array };
      const startAt = read.columns['startAt' as never] as Float64Array;
      expect(equipment.dictionary).toEqual(['', 'm0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
      for (let i = 1; i < read.length; i++) {
        const [a, b] = [equipment.codes[i - 1] as number, equipment.codes[i] as number];
        if (a > b || (a === b && (startAt[i - 1] as number) > (startAt[i] as number)))
          expect.fail(`row ${i} is out of order`);
      }
    });
  });

  test('of one partition are merged with what superseded their rows, and read back the same', async () => {
    await inFolder(async ({ dir, db, write }) => {
      const base = rows(50, 0);
      const first = await write([], toTable('production', base));
      const changed = toTable(
        'production',
        base.slice(0, 10).map((row) => ({ ...row, completedCount: 5 })),
      );
      changed.content.fill(9);
      const second = await write(first.segments, changed);
      expect(second.counts).toEqual([{ stored: 10, duplicate: 0, superseding: 10 }]);
      expect(second.segments.map(({ role, rowCount }) => [role, rowCount])).toEqual([
        ['facts', 10],
        ['superseded', 10],
      ]);
      const all = [...first.segments, ...second.segments];
      const before = await readAll(dir, db, all, 'production');
      const plan = planCompaction(
        { ...emptyState, segments: new Map(all.map((segment) => [segment.path, segment])) },
        2,
      );
      expect(plan).toEqual(all);
      const { segments } = await compactSegments(db, { type: 'compact', dir, name: 'merged', segments: all });
      expect(segments.map(({ role, rowCount }) => [role, rowCount])).toEqual([
        ['facts', 60],
        ['superseded', 10],
      ]);
      expect(segments[1]?.remaining).toEqual({ fromAt: 0, toAt: 50 });
      expect(await readAll(dir, db, segments, 'production')).toEqual(before);
      expect(await readdir(join(dir, 'facts/production/1970-01-01'))).toContain('merged.parquet');
    });
  });

  test('say which of the facts received together were superseded, over tables and kinds', async () => {
    await inFolder(async ({ dir, db, write }) => {
      const [row] = rows(1, 0);
      const first = toTable('production', [row ?? {}]);
      const second = toTable('equipmentState', [{ equipment: 'm1', startAt: dayMs, endAt: dayMs + 1 }]);
      const third = toTable('production', [{ ...row, startAt: 2 * dayMs, endAt: 2 * dayMs }]);
      second.content.fill(2);
      third.content.fill(3);
      const { counts, segments } = await write([], first, second, third);
      expect(counts).toEqual([{ stored: 3, duplicate: 0, superseding: 2 }]);
      expect(segments.filter(({ role }) => role === 'superseded')).toMatchObject([
        { kind: 'production', day: '1970-01-01', rowCount: 1, remaining: null },
        { kind: 'equipmentState', day: '1970-01-02', rowCount: 1, remaining: null },
      ]);
      const read = await readAll(dir, db, segments, 'production');
      expect([read.length, read.versions[0]]).toEqual([1, 3]);
      expect((await readAll(dir, db, segments, 'equipmentState')).length).toBe(0);
    });
  });

  test('with words an enumeration cannot hold are written all the same', async () => {
    await inFolder(async ({ dir, db, write }) => {
      const words = ['a\0b', 'a', '\u{1F600}', 'x'];
      const table = toTable(
        'production',
        Array.from({ length: 40 }, (_, i) => ({ equipment: words[i % 4] as string, startAt: i, endAt: i })),
      );
      const read = await readAll(dir, db, (await write([], table)).segments, 'production');
      const equipment = read.columns['equipment' as never] as { dictionary: string[] };
      expect(equipment.dictionary.toSorted()).toEqual(['', ...words].toSorted());
    });
  });

  test('are merged where eight of a like size lie in one partition, and large ones are left', () => {
    const segment = (i: number, rowCount: number, day = '2012-02-29'): [string, Segment] => {
      const path = `${day}/${i}`;
      return [path, { path, role: 'facts', kind: 'production', day, rowCount, byteLength: 1, sha256: '' }];
    };
    const planned = (segments: [string, Segment][]) =>
      planCompaction({ ...emptyState, segments: new Map(segments) }, 8).length;
    const of = (count: number, rowCount: number) => Array.from({ length: count }, (_, i) => segment(i, rowCount));
    expect(planned(of(7, 10))).toBe(0);
    expect(planned(of(8, 10))).toBe(8);
    expect(planned([...of(7, 10), segment(9, 1_000)])).toBe(0);
    expect(planned([...of(7, 10), segment(9, 10, '2012-03-01')])).toBe(0);
    expect(planned(of(9, 2_000_000))).toBe(0);
    expect(planned(of(9, 250_000))).toBe(0);
  });

  test('are merged as long as their rows fit in memory, two at least', () => {
    const segments = (count: number, rowCount: number) =>
      new Map(
        Array.from({ length: count }, (_, i): [string, Segment] => {
          const path = `${i}`;
          return [
            path,
            { path, role: 'facts', kind: 'reading', day: '2012-02-29', rowCount, byteLength: 1, sha256: '' },
          ];
        }),
      );
    const planned = (count: number, rowCount: number) =>
      planCompaction({ ...emptyState, segments: segments(count, rowCount) }, 8).length;
    expect(planned(8, 60_000)).toBe(8);
    expect(planned(8, 65_536)).toBe(7);
    expect(planned(40, 100_000)).toBe(5);
    expect(planned(8, 249_999)).toBe(2);
  });
});
