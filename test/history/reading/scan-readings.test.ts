/** Readings in order, straight from the files, beside what a read says. */
import { join } from 'node:path';
import fc from 'fast-check';
import { type FactRow, identifyReadings, rowAt, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { openDuckDB } from '../../../src/history/embedded/duckdb.ts';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { emptyState } from '../../../src/history/embedded/manifest-state.ts';
import { scannedColumns, scanReadings } from '../../../src/history/embedded/reading/scan-readings.ts';
import { selectSegments } from '../../../src/history/embedded/segment-reader.ts';
import { temporaryStore } from '../store.ts';

const day = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;

type Reading = FactRow<'reading'>;

/** Few tags and instants, so that readings meet, correct each other and differ by sequence alone. */
const readings = fc.array(
  fc.record(
    {
      tag: fc.constantFrom('b', 'a', "it's", '\u{1F600}', '\uFF5E'),
      at: fc.integer({ min: 0, max: 30 }).map((hour) => day + hour * hourMs),
      value: fc.constantFrom(-1.5, 0, 7),
      text: fc.constantFrom('', 'on', 'off'),
      quality: fc.constantFrom('', 'uncertain', 'bad'),
      sequence: fc.constantFrom(1, 2),
      source: fc.constantFrom('mqtt', 'opcua'),
    },
    { requiredKeys: ['tag', 'at', 'source'] },
  ),
  { maxLength: 40 },
);

test('readings are scanned in the order of tag, instant and sequence, as a read gives them, from any files', async () => {
  const { instance } = await openDuckDB({
    memoryLimitMb: 256,
    threads: 1,
    spillFolder: '/nonexistent',
    keepOrder: true,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(readings, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.constantFrom(
        undefined,
        ['a'],
        ['b', "it's", 'unknown'],
        ['\uFF5E', '\u{1F600}'],
        ['a', "it's", 'b', '\u{1F600}', 'c', 'd'],
        ['1', '2', '3', '4', '5', 'a', '\uFF5E'],
      ),
      fc.constantFrom(undefined, { fromAt: day + 2 * hourMs, toAt: day + 25 * hourMs }),
      async (commits, isPlain, places, window) => {
        await using store = await temporaryStore({ compactSegmentsMin: 2 });
        await using history = await store.open({ clock: () => 0 });
        await using writer = await history.openWriter({ holder: 'test' });
        for (const rows of commits) {
          // Readings that all lack a sequence, and a quality and text, as those of most sources.
          const table = toTable(
            'reading',
            isPlain ? (rows.map(({ tag, at, value }) => ({ tag, at, value })) as Reading[]) : rows,
          );
          await writer.commit({
            source: 's',
            identityBy: 'content',
            facts: [{ ...table, ...identifyReadings(table.columns) }],
            account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
            position: {},
          });
        }
        const dir = join(store.dir, 'st[o]re *');
        const state = await readManifest(dir, emptyState);
        const { facts, superseded } = selectSegments(state, 'reading', window, places);
        const scanned: Reading[] = [];
        for await (const { length, columns } of scanReadings(instance, {
          dir,
          facts,
          superseded,
          window,
          tags: places,
          columns: scannedColumns,
        }))
          for (let i = 0; i < length; i++)
            scanned.push(rowAt({ kind: 'reading', length, columns } as Parameters<typeof rowAt<'reading'>>[0], i));
        const read = await (await history.snapshot()).read({
          kind: 'reading',
          ...(window === undefined ? {} : { window }),
          ...(places === undefined ? {} : { places }),
        });
        expect(scanned).toEqual(Array.from({ length: read.length }, (_, i) => rowAt(read, i)));
      },
    ),
    { numRuns: 8 },
  );
  instance.closeSync();
}, 120_000);
