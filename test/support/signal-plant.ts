/** A plant of two units that nobody reports for: their states, pieces and products are told by their sensors. */
import { definePlant, type OpenPlant, openPlant, type PlantFileInput } from 'gemba';
import { type FactRow, identifyReadings, toTable } from 'gemba/model';
import { parsePlantFile } from 'gemba/runtime';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** Midnight (UTC) of a Monday. */
export const monday: number = Date.UTC(2024, 2, 4);

export type Reading = FactRow<'reading'>;

export const signalPlant: PlantFileInput = definePlant({
  id: 'signals',
  name: 'Plant of sensors',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  secret: { env: 'GEMBA_SECRET' },
  store: 'store',
  equipment: [
    {
      id: 'saw',
      name: 'Saw',
      level: 'workUnit',
      signals: {
        states: [
          { state: 'running', tag: 'saw/speed', above: 50, releaseAt: 30, forSeconds: 300, releaseAfterSeconds: 600 },
        ],
        producedTag: 'saw/count',
        productTag: 'saw/product',
      },
    },
    {
      id: 'press',
      name: 'Press',
      level: 'workUnit',
      signals: {
        states: [
          { state: 'down', reason: 'jam', tag: 'press/mode', oneOf: [2] },
          { state: 'running', tag: 'press/mode', oneOf: [1] },
        ],
      },
    },
  ],
  reasons: [{ code: 'jam', name: 'Jam' }],
  tags: [
    { id: 'saw/speed', equipment: 'saw', unit: '1/min', expectedIntervalSeconds: 1_200 },
    { id: 'saw/count', equipment: 'saw', kind: 'counter', rolloverAt: 1_000 },
    { id: 'saw/product', equipment: 'saw', valueType: 'text' },
    { id: 'press/mode', equipment: 'press', kind: 'state' },
    { id: 'press/oil', equipment: 'press', unit: 'Cel' },
  ],
  calendar: {
    shifts: [{ name: 'early', start: '06:00', end: '14:00' }],
    rotation: { anchor: '2024-01-01', days: [['early']] },
  },
  audiences: [{ id: 'production', role: 'production', language: 'en' }],
  transports: [{ kind: 'fileShare', id: 'share', path: 'share' }],
  reports: [{ kind: 'daily', audiences: ['production'], formats: ['json'], transports: ['share'] }],
});

/** @param now what its clock says */
export function openSignalPlant(folder: string, now: number, file = signalPlant): Promise<OpenPlant> {
  const env = { GEMBA_SECRET: 'the plant of sensors has no secrets at all' };
  return openPlant({ file: parsePlantFile(file, 'test'), folder, env, clock: () => now, random: () => 0.5 });
}

/** Commits readings, and gaps of them, as a source would. */
export async function commitReadings(
  { history }: OpenPlant,
  rows: readonly Reading[],
  gaps: readonly FactRow<'gap'>[] = [],
): Promise<void> {
  const table = toTable('reading', rows);
  await using writer = await history.openWriter({ holder: 'test' });
  await writer.commit({
    source: 'sensors',
    identityBy: 'content',
    facts: [{ ...table, ...identifyReadings(table.columns) }, toTable('gap', gaps)],
    account: { received: rows.length + gaps.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: {},
  });
}

/**
 * Readings every ten minutes for some days: speeds that come and go over midnight, a counter that rolls over, products,
 * modes; some bad, some missing.
 */
export function readingsOfDays(days: number, random: () => number): Reading[] {
  const rows: Reading[] = [];
  let speed = 100;
  let count = 900;
  let mode = 1;
  for (let at = monday; at < monday + days * dayMs; at += 10 * minuteMs) {
    if (random() < 0.05) speed = speed > 40 ? 0 : 100;
    if (random() < 0.02) mode = Math.floor(random() * 3);
    if (speed > 40) count = (count + Math.floor(random() * 9)) % 1_000;
    const quality = random() < 0.02 ? { quality: 'bad' } : {};
    const from = { at, source: 'sensors' };
    if (random() > 0.02) rows.push({ ...from, tag: 'saw/speed', value: speed + random() * 30, ...quality });
    if (random() > 0.02) rows.push({ ...from, tag: 'saw/count', value: count });
    if (random() > 0.5) rows.push({ ...from, tag: 'press/mode', value: mode });
    if (random() < 0.05) rows.push({ ...from, tag: 'saw/product', text: random() < 0.5 ? 'Rail' : 'Beam' });
    rows.push({ ...from, tag: 'press/oil', value: 60 + random() });
  }
  return rows;
}
