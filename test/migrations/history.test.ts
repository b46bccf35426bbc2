/** The first writes to a store of an earlier format, cut off at each step: nothing is lost, and the next try goes on. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type History, openEmbeddedHistory, type WriterStep } from 'gemba/history';
import { createReadingTable, type FactKind, type FactRow, factKinds, rowAt, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../history/store.ts';
import { root } from '../support/demo-plant.ts';
import { runToEnd } from './support/run-to-end.ts';

const fixtures = join(import.meta.dirname, '../fixtures/history');
type Stored = FactRow & { readonly versions: number };

/** Steps of a first commit, its checkpoint, and the merge of what was there with it. */
const steps: readonly WriterStep[] = [
  'lease-taken',
  'lease-entered',
  'commit-begun',
  'segments-written',
  'entry-added',
  'checkpoint-written',
  'compaction-written',
  'compaction-entered',
];
const late: FactRow<'reading'> = { tag: 'late', at: Date.UTC(2026, 0, 5, 23), value: 1, source: 'late' };

async function copyOf(format: number) {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  await cp(join(fixtures, `format-${format}`, 'store'), dir, { recursive: true });
  const expected = JSON.parse(await readFile(join(fixtures, `format-${format}`, 'expected.json'), 'utf8'));
  return {
    dir,
    expected: expected as Record<FactKind, readonly Stored[]>,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}

async function readAll(history: History, kind: FactKind): Promise<Stored[]> {
  const facts = await (await history.snapshot()).read({ kind });
  return Array.from({ length: facts.length }, (_, i) => ({
    ...rowAt(facts, i),
    versions: facts.versions[i] as number,
  }));
}

/** What was there, in any order, and what was committed since: all of it or nothing. */
async function expectWhole(
  dir: string,
  expected: Record<FactKind, readonly Stored[]>,
  hasLate?: boolean,
): Promise<void> {
  await using history = await openEmbeddedHistory({ dir });
  for (const kind of factKinds) {
    const all = await readAll(history, kind);
    const isLate = ({ source, ...fact }: Stored): boolean =>
      'tag' in fact && fact.tag === late.tag && source === 'late';
    const found = all.filter((fact) => !isLate(fact));
    expect(found).toHaveLength(expected[kind].length);
    expect(found).toEqual(expect.arrayContaining([...expected[kind]]));
    if (hasLate !== undefined) expect(all.some(isLate)).toBe(kind === 'reading' && hasLate);
  }
}

async function commitLate(dir: string, onStep: (step: WriterStep) => void): Promise<void> {
  await using history = await openEmbeddedHistory({
    dir,
    onStep,
    checkpointEvery: 1,
    compactSegmentsMin: 2,
    graceMs: 0,
  });
  await using writer = await history.openWriter({ holder: 'now' });
  const table = createReadingTable(toTable('reading', [late]).columns);
  const account = { received: 1, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 'late', identityBy: 'key', facts: [table], account, position: { n: 1 } });
}

/** What is written is written in the newest format from the first entry on, so one format goes through all of them. */
const some: readonly WriterStep[] = ['lease-entered', 'segments-written', 'entry-added', 'compaction-written'];

describe.each([
  [1, some],
  [2, some],
  [3, steps],
] as const)('format %d', (format, cuts) => {
  test('cut off at each step of its first commit and merge it is whole, and the next try goes on', async () => {
    await using copy = await copyOf(format);
    const reached: WriterStep[] = [];
    for (const step of cuts) {
      const onStep = (now: WriterStep): void => {
        if (now !== step) return;
        reached.push(step);
        throw new Error('cut off');
      };
      // What was committed is, though what comes after it was cut off.
      await commitLate(copy.dir, onStep).catch((error: unknown) => expect(String(error)).toContain('cut off'));
      const isBefore = steps.indexOf(step) <= steps.indexOf('segments-written');
      await expectWhole(copy.dir, copy.expected, !isBefore);
    }
    expect(reached).toEqual(cuts);
    await commitLate(copy.dir, () => undefined);
    await expectWhole(copy.dir, copy.expected, true);
    await using history = await openEmbeddedHistory({ dir: copy.dir });
    expect((await history.snapshot()).findPosition('late')).toEqual({ n: 1 });
  }, 300_000);
});

test('killed while it writes a store of format 2 for the first time, the store is whole', async () => {
  await using copy = await copyOf(2);
  const program = join(root, 'test/history/programs/load.ts');
  expect(await runToEnd([program, copy.dir, '20', 'entry-added', '1'])).toEqual([null, 'SIGKILL']);
  await using history = await openEmbeddedHistory({ dir: copy.dir });
  expect(await readAll(history, 'reading')).toEqual(copy.expected.reading);
  expect(await readAll(history, 'production')).toEqual(expect.arrayContaining([...copy.expected.production]));
});
