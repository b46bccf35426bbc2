/** Whole stores are told to be whole: of each format, while they are written, and once facts have expired. */
import { join } from 'node:path';
import { openEmbeddedHistory, type RetentionCut, verifyEmbeddedHistory } from 'gemba/history';
import { GembaError } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { commitReadings, days, openRolledUp, readingsOf } from '../rolled-up.ts';
import { temporaryFolder } from '../store.ts';
import { copyOf, damagesOf, day, everyKind, fixtures, verify } from './stores.ts';

describe('a whole store', () => {
  for (const format of ['format-1', 'format-2', 'format-3'])
    test(`of ${format} has no finding, and is left as it is`, async () => {
      const dir = join(fixtures, format, 'store');
      const { findings, counts, version } = await verify(dir, { rollups: 'whole' });
      expect(findings).toEqual([]);
      expect(counts.files).toBeGreaterThan(5);
      expect(version).toBeGreaterThan(5);
      expect(counts.rollupSlots).toBe(format === 'format-3' ? 10 : 0);
    });

  test('that does not exist is empty', async () => {
    await using folder = await temporaryFolder();
    const { findings, version } = await verify(join(folder.dir, 'nothing'));
    expect([findings, version]).toEqual([[], 0]);
  });

  test('chooses the same rollups by the same seed', async () => {
    const [one, other] = await Promise.all([verify(everyKind, { seed: 7 }), verify(everyKind, { seed: 7 })]);
    expect(one).toEqual(other);
  });
});

test('a store that is written, merged and rolled up meanwhile has no false finding', async () => {
  await using folder = await temporaryFolder();
  const dir = join(folder.dir, 'store');
  // Merged files are removed at once, and a checkpoint is written every few entries.
  await using history = await openRolledUp(dir, {
    compactSegmentsMin: 3,
    graceMs: 0,
    checkpointEvery: 4,
    largeMerge: { rowsMin: 1_000_000 },
  });
  await using writer = await history.openWriter({ holder: 'test' });
  const [first, second] = [readingsOf(days[0] as never), readingsOf(days[1] as never)];
  const written = { count: 0 };
  const writing = (async () => {
    for (let i = 0; i < 12; i++) {
      const part = (i < 6 ? first : second).filter((_, row) => row % 6 === i % 6);
      await commitReadings(writer, part);
      written.count++;
    }
  })();
  let looks = 0;
  while (written.count < 12) {
    const { findings } = await verifyEmbeddedHistory({ dir, rollups: 'whole', seed: looks });
    expect(findings.filter(({ severity }) => severity === 'damage')).toEqual([]);
    looks++;
  }
  await writing;
  expect(looks).toBeGreaterThan(1);
  expect(damagesOf(await verifyEmbeddedHistory({ dir, rollups: 'whole' }))).toEqual([]);
});

test('verifying is stopped by its signal', async () => {
  const error = await verify(everyKind, { signal: AbortSignal.abort() }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(GembaError);
  expect(error).toMatchObject({ code: 'aborted' });
});

describe('a store of which facts have expired', () => {
  const nextDay = day + 24 * 3_600_000;
  const cuts: Readonly<Record<string, RetentionCut>> = {
    'of every kind but rollups': {
      facts: { production: nextDay, equipmentState: nextDay, reading: nextDay, gap: nextDay, refusal: nextDay },
      tagGroups: [],
      rollups: {},
    },
    'of some tags, and rollups by minute': {
      facts: {},
      tagGroups: [{ name: 'states', tags: ['press-1.temperature'], beforeAt: nextDay }],
      rollups: { minute: nextDay },
    },
  };
  for (const [what, cut] of Object.entries(cuts))
    test(`${what} is whole, and what is left is held to what there is`, async () => {
      await using copy = await copyOf(everyKind);
      await using history = await openEmbeddedHistory({ dir: copy.dir, graceMs: 0 });
      await using writer = await history.openWriter({ holder: 'test' });
      expect((await writer.expire(cut)).length).toBeGreaterThan(0);
      await commitReadings(writer, readingsOf(days[1] as never));
      expect(damagesOf(await verify(copy.dir, { rollups: 'whole' }))).toEqual([]);
    });

  test('and refusals whose texts were blanked are whole, too', async () => {
    await using copy = await copyOf(everyKind);
    await using history = await openEmbeddedHistory({ dir: copy.dir, graceMs: 0 });
    await using writer = await history.openWriter({ holder: 'test' });
    const { columns } = await (await history.snapshot()).read({ kind: 'refusal' });
    const [, text] = columns.raw.dictionary;
    expect(await writer.blankRefusals([text as string])).toBeGreaterThan(0);
    expect(damagesOf(await verify(copy.dir, { rollups: 'none' }))).toEqual([]);
  });
});
