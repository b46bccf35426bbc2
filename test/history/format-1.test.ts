/** A store that was written in format 1 is read, written on and merged. */
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory } from 'gemba/history';
import { createReadingTable, type FactKind, type FactRow, factKinds, rowAt, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { unseal } from '../../src/history/embedded/sealed.ts';
import { temporaryFolder } from './store.ts';

const fixture = join(import.meta.dirname, '../fixtures/history/format-1');
type Stored = FactRow<'reading'> & { readonly versions: number };
const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Record<FactKind, Stored[]>;
// That version ordered readings of one instant by their hash; now it is by their sequence.
expected.reading.sort(
  (a, b) =>
    (String(a.tag) < String(b.tag) ? -1 : Number(a.tag !== b.tag)) ||
    Number(a.at) - Number(b.at) ||
    Number(a.sequence) - Number(b.sequence),
);

async function openCopy(compactSegmentsMin = 2) {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  await cp(join(fixture, 'store'), dir, { recursive: true });
  const history = await openEmbeddedHistory({ dir, compactSegmentsMin });
  return {
    dir,
    history,
    async [Symbol.asyncDispose]() {
      await history[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function readAll(history: History, kind: FactKind): Promise<object[]> {
  const facts = await (await history.snapshot()).read({ kind });
  return Array.from({ length: facts.length }, (_, i) => ({ ...rowAt(facts, i), versions: facts.versions[i] }));
}

function commitOf(rows: readonly FactRow<'reading'>[]) {
  const table = createReadingTable(toTable('reading', rows).columns);
  const account = { received: table.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  return { source: 'mqtt', identityBy: 'key' as const, facts: [table], account, position: {} };
}

const bare = ({ versions: _, ...row }: Stored): FactRow<'reading'> => row;

test('every fact reads as the version that wrote it read it', async () => {
  await using copy = await openCopy();
  for (const kind of factKinds) expect(await readAll(copy.history, kind)).toEqual(expected[kind]);
});

test('a window and a tag of it are those facts of it', async () => {
  await using copy = await openCopy();
  const [fromAt, toAt] = [Date.UTC(2026, 0, 5, 0, 1), Date.UTC(2026, 0, 5, 0, 2)];
  const query = { kind: 'reading', window: { fromAt, toAt }, places: ['lathe-7.temperature'] } as const;
  const facts = await (await copy.history.snapshot()).read(query);
  const within = expected.reading.filter(
    ({ tag, at }) => tag === 'lathe-7.temperature' && Number(at) >= fromAt && Number(at) < toAt,
  );
  expect(within.length).toBe(10);
  expect(Array.from({ length: facts.length }, (_, i) => rowAt(facts, i))).toEqual(within.map(bare));
});

test('what it holds is known when it comes again, and corrected where it says otherwise', async () => {
  await using copy = await openCopy(100);
  const corrected = expected.reading.find(({ versions }) => versions === 3) as Stored;
  const other = expected.reading[10] as Stored;
  {
    await using writer = await copy.history.openWriter({ holder: 'format 2' });
    const again = await writer.commit(commitOf(expected.reading.map(bare)));
    expect(again.account).toMatchObject({ stored: 0, duplicate: 82 });
    // The first content of the corrected reading came long ago and does not come back.
    const first = { ...bare(corrected), value: 1.4 };
    const changed = await writer.commit(
      commitOf([first, { ...bare(corrected), value: -5 }, { ...bare(other), value: 7.5 }]),
    );
    expect(changed.account).toMatchObject({ stored: 2, duplicate: 1, superseding: 2 });
  }
  const now = expected.reading.map((row) => {
    if (row === corrected) return { ...row, value: -5, versions: 4 };
    return row === other ? { ...row, value: 7.5, versions: 2 } : row;
  });
  expect(await readAll(copy.history, 'reading')).toEqual(now);
});

test('merging its segments changes nothing that is read', async () => {
  await using copy = await openCopy();
  const { segmentCount } = await copy.history.status();
  const later = { tag: 'lathe-7.temperature', at: Date.UTC(2026, 0, 5, 1), value: 3, source: 'mqtt' };
  {
    await using writer = await copy.history.openWriter({ holder: 'format 2' });
    await writer.commit(commitOf([later]));
  }
  expect((await copy.history.status()).segmentCount).toBeLessThan(segmentCount);
  const read = await readAll(copy.history, 'reading');
  expect(read).toHaveLength(83);
  expect(read).toEqual(expect.arrayContaining([...expected.reading, { ...later, versions: 1 }]));
});

test('an older gemba refuses what is written from now on', async () => {
  await using copy = await openCopy();
  {
    await using writer = await copy.history.openWriter({ holder: 'format 2' });
    await writer.commit(commitOf([{ tag: 'a', at: 0, value: 1 }]));
  }
  const entries = (await readdir(join(copy.dir, 'manifest'))).sort();
  const newest = await readFile(join(copy.dir, 'manifest', entries.at(-1) as string), 'utf8');
  expect(unseal(newest, 1)).toEqual({ kind: 'newer', format: 4 });
});
