/** Commits of new readings whose writing is begun while those before them are still written. */
import { openEmbeddedHistory, type WriterStep } from 'gemba/history';
import { createReadingTable, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { temporaryFolder } from './store.ts';

const day1 = Date.UTC(2026, 0, 5);

/** Readings of ten tags at one second. Commits of other identities after each other are not applied together. */
function commitOf(second: number) {
  const rows = Array.from({ length: 10 }, (_, i) => ({
    tag: `tag ${i}`,
    at: day1 + second * 1_000 + i,
    value: second,
  }));
  return {
    source: 'mqtt',
    identityBy: second % 2 === 0 ? ('key' as const) : ('content' as const),
    facts: [createReadingTable(toTable('reading', rows).columns)],
    account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: { second },
  };
}

async function writeAll(seconds: readonly number[], failAt?: { readonly step: WriterStep; readonly nth: number }) {
  await using folder = await temporaryFolder();
  const steps: WriterStep[] = [];
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    onStep(step) {
      if (step.startsWith('lease')) return;
      steps.push(step);
      if (step === failAt?.step && steps.filter((one) => one === step).length === failAt.nth)
        throw new Error('The disk is gone.');
    },
  });
  await using writer = await history.openWriter({ holder: 'test' });
  const settled = await Promise.allSettled(seconds.map((second) => writer.commit(commitOf(second))));
  const snapshot = await history.snapshot();
  const { columns } = await snapshot.read({ kind: 'reading' });
  return {
    steps,
    outcomes: settled.map((one) =>
      one.status === 'fulfilled' ? one.value.version : ((one.reason as { code?: string }).code ?? 'failed'),
    ),
    accounts: settled.map((one) => (one.status === 'fulfilled' ? one.value.account : undefined)),
    stored: [...new Set(columns.value)].sort((a, b) => a - b),
    position: snapshot.findPosition('mqtt'),
  };
}

test('the next new readings are begun while those before are written, and entered after them', async () => {
  const { steps, outcomes, stored, position } = await writeAll([1, 2, 3, 4]);
  expect(outcomes).toEqual([1, 2, 3, 4]);
  expect(stored).toEqual([1, 2, 3, 4]);
  expect(position).toEqual({ second: 4 });
  expect(steps.slice(0, 2)).toEqual(['commit-begun', 'commit-begun']);
  expect(steps.filter((step) => step === 'entry-added')).toHaveLength(4);
});

test('readings that history may have are begun only once those before them are stored', async () => {
  const { steps, accounts } = await writeAll([1, 2, 1]);
  const begun = steps.flatMap((step, i) => (step === 'commit-begun' ? [i] : []));
  const entered = steps.flatMap((step, i) => (step === 'entry-added' ? [i] : []));
  expect(begun[2]).toBeGreaterThan(entered[1] as number);
  expect(accounts[2]).toMatchObject({ stored: 0, duplicate: 10 });
});

test('where one fails, those begun after it are not stored, whatever was written of them', async () => {
  expect(await writeAll([1, 2, 3], { step: 'segments-written', nth: 1 })).toMatchObject({
    outcomes: ['failed', 'history-writer-failed', 'history-writer-failed'],
    stored: [],
    position: undefined,
  });
  expect(await writeAll([1, 2, 3, 4], { step: 'segments-written', nth: 2 })).toMatchObject({
    outcomes: [1, 'failed', 'history-writer-failed', 'history-writer-failed'],
    stored: [1],
    position: { second: 1 },
  });
});

test('where one fails as it is begun, those before it are stored', async () => {
  expect(await writeAll([1, 2, 3], { step: 'commit-begun', nth: 2 })).toMatchObject({
    outcomes: [1, 'failed', 'history-writer-failed'],
    stored: [1],
  });
});
