/** Gaps that history has reach the reports of the days they touch. */
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { createFactTableBuilder, type FactRow, gapOpenEndAt } from 'gemba/model';
import { makeReport, type OpenPlant, resolveWindow } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeFolder } from '../support/demo-plant.ts';
import { day, secretEnv, writeSmallPlant } from '../support/small-plant.ts';

const hourMs = 3_600_000;

async function note(plant: OpenPlant, content: number, row: FactRow<'gap'>): Promise<void> {
  const builder = createFactTableBuilder('gap');
  builder.add(
    { source: 'mqtt', cause: 'disconnected', ...row },
    new Uint8Array(16).fill(1),
    new Uint8Array(16).fill(content),
  );
  await using writer = await plant.history.openWriter({ holder: 'test' });
  const account = { received: 1, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 'gaps', identityBy: 'key', facts: [builder.build()], account, position: {} });
}

test('a gap is in the report of each day it touches, and one that is closed later leaves earlier days as they were', async () => {
  const folder = await makeFolder();
  await writeSmallPlant(folder);
  await using plant = await openPlant({ config: join(folder, 'gemba.config.json'), env: secretEnv });
  const { window } = resolveWindow(plant.plant, { day }, Date.now());
  const reported = async (date: string): Promise<{ gaps: object[]; fingerprint: string }> => {
    const of = resolveWindow(plant.plant, { day: date }, Date.now());
    const { files } = await makeReport(plant, { window: of, audience: 'production', formats: ['json'] });
    const document = JSON.parse(Buffer.from(files[0]?.bytes ?? []).toString()) as {
      completeness: { gaps: object[] };
      provenance: { dataFingerprint: string };
    };
    return { gaps: document.completeness.gaps, fingerprint: document.provenance.dataFingerprint };
  };
  const without = await reported(day);
  expect(without.gaps).toEqual([]);

  const startAt = window.fromAt + 20 * hourMs;
  await note(plant, 1, { startAt, endAt: gapOpenEndAt, status: 'open' });
  const lasting = await reported(day);
  expect(lasting.gaps).toEqual([
    {
      source: 'mqtt',
      tag: null,
      from: plant.plant.zone.format(startAt),
      to: null,
      cause: 'disconnected',
      lostCount: null,
      recovered: false,
    },
  ]);
  expect(lasting.fingerprint).not.toBe(without.fingerprint);
  const [previous, next, afterNext] = [-1, 1, 2].map(
    (days) => plant.plant.shiftDay(plant.plant.productionDay(day), days).date,
  );
  expect((await reported(previous as string)).gaps).toEqual([]);
  expect((await reported(afterNext as string)).gaps).toHaveLength(1);

  const endAt = window.toAt + 2 * hourMs;
  await note(plant, 2, { startAt, endAt, status: 'closed', lostCount: 40 });
  expect((await reported(day)).gaps).toEqual([{ ...lasting.gaps[0], lostCount: 40 }]);
  expect((await reported(next as string)).gaps).toMatchObject([{ to: plant.plant.zone.format(endAt), lostCount: 40 }]);
  expect((await reported(afterNext as string)).gaps).toEqual([]);

  await note(plant, 3, { startAt, endAt, status: 'recovered', recoveredAt: endAt, lostCount: 0 });
  expect((await reported(day)).gaps).toMatchObject([{ recovered: true, lostCount: 0 }]);
});
