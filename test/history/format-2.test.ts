/** A store that was written in format 2 is read, written on, merged and rolled up. */
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory } from 'gemba/history';
import { createReadingTable, type FactKind, type FactRow, factKinds, rowAt, toTable } from 'gemba/model';
import { expect, test, vi } from 'vitest';
import { openDuckDB, withConnection } from '../../src/history/embedded/duckdb.ts';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { coverOf } from '../../src/history/embedded/rollups/cover.ts';
import { partsSql } from '../../src/history/embedded/rollups/parts-sql.ts';
import { unseal } from '../../src/history/embedded/sealed.ts';
import { temporaryFolder } from './store.ts';

const fixture = join(import.meta.dirname, '../fixtures/history/format-2');
type Stored = FactRow<'reading'> & { readonly versions: number };
const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Record<FactKind, Stored[]>;
const day = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;

async function copyOf(): Promise<{ readonly dir: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  await cp(join(fixture, 'store'), dir, { recursive: true });
  return { dir, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function readAll(history: History, kind: FactKind): Promise<object[]> {
  const facts = await (await history.snapshot()).read({ kind });
  return Array.from({ length: facts.length }, (_, i) => ({ ...rowAt(facts, i), versions: facts.versions[i] }));
}

test('every fact reads as the version that wrote it read it', async () => {
  await using copy = await copyOf();
  await using history = await openEmbeddedHistory({ dir: copy.dir });
  for (const kind of factKinds) expect(await readAll(history, kind)).toEqual(expected[kind]);
});

test('it is written on, merged and rolled up, and an older gemba refuses it from then on', async () => {
  await using copy = await copyOf();
  await using history = await openEmbeddedHistory({
    dir: copy.dir,
    clock: () => day + 72 * hourMs,
    compactSegmentsMin: 2,
    rollups: { tags: [] },
    rollupLimits: { untouchedMs: 0, planEveryMs: 10 },
  });
  const { segmentCount } = await history.status();
  const corrected = expected.reading.find(({ versions }) => versions === 3) as Stored;
  const { versions: _, ...row } = corrected;
  {
    await using writer = await history.openWriter({ holder: 'format 3' });
    const table = createReadingTable(toTable('reading', [row, { ...row, value: 1.5 }]).columns);
    const account = { received: 2, refused: 0, filtered: 0, expired: 0, lost: 0 };
    const receipt = await writer.commit({ source: 'mqtt', identityBy: 'key', facts: [table], account, position: {} });
    expect(receipt.account).toMatchObject({ stored: 1, duplicate: 1, superseding: 1 });
    await vi.waitFor(
      async () => {
        const parts = coverOf(await readManifest(copy.dir), 'hour', { fromAt: day, toAt: day + 48 * hourMs });
        const hours = parts.map(({ fromAt, toAt }) => [(fromAt - day) / hourMs, (toAt - day) / hourMs]);
        expect(hours).toEqual([
          [6, 23],
          [27, 28],
        ]);
      },
      { timeout: 60_000, interval: 50 },
    );
  }
  expect((await history.status()).segmentCount).toBeLessThan(segmentCount);
  const now = expected.reading.map((one) => (one === corrected ? { ...one, value: 1.5, versions: 4 } : one));
  expect(await readAll(history, 'reading')).toEqual(now);
  // Each reading counts once in its hour, the corrected one by what it says now.
  const parts = coverOf(await readManifest(copy.dir), 'hour', { fromAt: day, toAt: day + 48 * hourMs });
  const { instance } = await openDuckDB({ memoryLimitMb: 64, threads: 1, spillFolder: copy.dir, keepOrder: true });
  const counted = await withConnection(instance, async (connection) => {
    const rows = partsSql(copy.dir, 'hour', 'values', parts).join(' union all ');
    const ofSpeed = `sum(mean * "numberCount") filter (tag = '${corrected.tag}' and "fromAt" = ${day + 7 * hourMs})`;
    return await connection.runAndReadAll(`select sum("readingCount" + "badCount"), ${ofSpeed} from (${rows})`);
  });
  const [count, sum] = counted.getRows()[0] as [number, number];
  instance.closeSync();
  expect(count).toBe(now.length);
  const ofHour = now.filter(({ tag, at }) => tag === corrected.tag && Math.floor((Number(at) - day) / hourMs) === 7);
  expect(sum).toBeCloseTo(
    ofHour.reduce((total, { value }) => total + Number(value), 0),
    9,
  );
  const entries = (await readdir(join(copy.dir, 'manifest'))).filter((name) => !name.includes('checkpoint')).sort();
  const newest = await readFile(join(copy.dir, 'manifest', entries.at(-1) as string), 'utf8');
  expect(unseal(newest, 2)).toEqual({ kind: 'newer', format: 4 });
}, 120_000);
