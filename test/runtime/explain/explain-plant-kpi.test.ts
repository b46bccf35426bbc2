/** Explanations of a plant of sensors: facts that are worked out of readings, and gaps in which nobody was heard. */
import { explainPlantKpi, resolveWindow } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { makeFolder } from '../../support/demo-plant.ts';
import { commitReadings, minuteMs, monday, openSignalPlant, type Reading } from '../../support/signal-plant.ts';

const hourMs = 60 * minuteMs;
/** The early shift, 06:00 to 14:00 in Berlin, in UTC. */
const [shiftAt, shiftEndAt] = [monday + 5 * hourMs, monday + 13 * hourMs];

/** Mode 1 is running, 2 a jam; a reading every ten minutes, but in the gap from 10:00 to 11:00 UTC. */
function modes(): Reading[] {
  const rows: Reading[] = [];
  for (let at = shiftAt; at < shiftEndAt; at += 10 * minuteMs) {
    const hour = (at - monday) / hourMs;
    if (hour >= 10 && hour < 11) continue;
    rows.push({ at, source: 'sensors', tag: 'press/mode', value: hour >= 8 && hour < 9 ? 2 : 1 });
  }
  return rows;
}

async function explainAvailability() {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, monday + 24 * hourMs);
  const gap = { source: 'sensors', tag: 'press/mode', cause: 'silence', status: 'closed' };
  await commitReadings(plant, modes(), [{ ...gap, startAt: monday + 10 * hourMs, endAt: monday + 11 * hourMs }]);
  const window = resolveWindow(plant.plant, { shift: '2024-03-04/early' }, 0);
  return await explainPlantKpi(plant, { kpi: 'availability', equipment: 'press', window });
}

test('time of sensors leads to the tags that tell it, and a gap widens the bounds by what may have been', async () => {
  const { result, units, facts, gaps, bounds, of } = await explainAvailability();
  expect(of).toEqual({ kind: 'equipment', id: 'press', name: 'Press' });
  const running = units[0]?.elements.find(({ element }) => element === 'APT')?.parts ?? [];
  // 8 h of shift: an hour jammed, an hour unheard, six run.
  expect(running.reduce((sum, { value }) => sum + value, 0)).toBe(6 * hourMs);
  for (const part of running) {
    if (part.kind !== 'factTime') throw new Error('Run time is of facts.');
    expect(facts[part.fact]?.origin).toMatchObject({ source: 'gemba.signals', tags: ['press/mode'] });
  }
  expect(units[0]?.untold).toEqual([{ kind: 'unheard', fromAt: monday + 10 * hourMs, toAt: monday + 11 * hourMs }]);
  expect(gaps).toEqual([
    {
      source: 'sensors',
      tag: 'press/mode',
      cause: 'silence',
      fromAt: monday + 10 * hourMs,
      toAt: monday + 11 * hourMs,
      equipment: ['press'],
    },
  ]);
  // Had it run in the gap, 7 of 8 hours.
  expect(result).toEqual({ kind: 'known', value: 6 / 8, low: 6 / 8, high: 7 / 8 });
  expect(bounds).toEqual([
    {
      bound: 'high',
      value: 7 / 8,
      changes: [expect.objectContaining({ untold: 'time in gaps', element: 'APT', added: hourMs })],
    },
  ]);
});
