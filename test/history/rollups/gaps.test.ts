/** Which hours a gap makes stale. */
import { openEmbeddedHistory } from 'gemba/history';
import { createFactTableBuilder, createReadingTable, type FactRow, gapOpenEndAt, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { temporaryFolder } from '../store.ts';
import { firstAt, hourMs } from './plant.ts';

test('a gap touches the hours it lasts; one that lasted and is over, those from its end on; a recovered one all from its start', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  await using writer = await history.openWriter({ holder: 'test' });
  const commit = async (facts: Parameters<typeof writer.commit>[0]['facts'][number]): Promise<void> => {
    const account = { received: facts.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await writer.commit({ source: 's', identityBy: 'key', facts: [facts], account, position: {} });
  };
  let content = 0;
  const putGap = async (gap: Partial<FactRow<'gap'>>, id = 1): Promise<(number | undefined)[]> => {
    const builder = createFactTableBuilder('gap');
    builder.add(
      { source: 's', startAt: firstAt + 2.5 * hourMs, ...gap },
      new Uint8Array(16).fill(id),
      new Uint8Array(16).fill(++content),
    );
    await commit(builder.build());
    return (await readManifest(folder.dir)).gapVersions.get('2026-01-05')?.slice(0, 9) ?? [];
  };
  const hours = [1, 2, 3, 4, 6, 7].map((hour) => ({ tag: 'a', at: firstAt + hour * hourMs, value: 1 }));
  await commit(createReadingTable(toTable('reading', hours).columns));

  const lasting = { endAt: gapOpenEndAt, status: 'open' };
  expect(await putGap(lasting)).toEqual([0, 0, 2, 2, 2, 0, 2, 2, 0]);
  const over = { endAt: firstAt + 4.5 * hourMs, status: 'closed' };
  expect(await putGap(over)).toEqual([0, 0, 2, 2, 3, 0, 3, 3, 0]);
  const recovered = { ...over, status: 'recovered', recoveredAt: firstAt + 8 * hourMs };
  expect(await putGap(recovered)).toEqual([0, 0, 4, 4, 4, 0, 4, 4, 0]);
  // Known only after its readings came, it never was one.
  const late = { startAt: firstAt + hourMs, endAt: firstAt + 2 * hourMs, status: 'recovered' };
  expect(await putGap(late, 2)).toEqual([0, 0, 4, 4, 4, 0, 4, 4, 0]);
  const short = { startAt: firstAt + 1.1 * hourMs, endAt: firstAt + 1.2 * hourMs, status: 'closed' };
  expect(await putGap(short, 3)).toEqual([0, 6, 4, 4, 4, 0, 4, 4, 0]);
});
