/** The views of rollups, held to plain loops over the readings. */
import { createSqlViews, openEmbeddedHistory } from 'gemba/history';
import { createReadingTable, toTable } from 'gemba/model';
import { readQuantileSketch } from 'gemba/stats';
import { expect, test } from 'vitest';
import { calendarOf, hourMs } from '../rollups/plant.ts';
import { askOwn, copyStore, readExpected, rollUpStore } from './stores.ts';

/** Days from 05:00 UTC on, with two shifts. */
const calendar = calendarOf('five', 5 * hourMs, [
  [0, 8 * hourMs],
  [8 * hourMs, 24 * hourMs],
]);
const tag = 'press-1.temperature';

test('a row says what the readings of its bucket say, at every level; a bucket that a late reading touches has none', async () => {
  await using store = await copyStore('format-2');
  const { reading } = await readExpected('format-2');
  const own = reading
    .filter((row) => row.tag === tag)
    .map(({ at, value }) => ({ at: Number(at), value: Number(value) }));
  const rollups = {
    tags: [
      { id: tag, rule: { kind: 'measure' } },
      { id: 'press-1.state', rule: { kind: 'state' } },
    ],
    calendar,
  } as const;
  await rollUpStore(store.dir, rollups);
  const { text } = await createSqlViews({ dir: store.dir, calendar });
  const bucketOf: Readonly<Record<string, (at: number) => number>> = {
    Minute: (at) => Math.floor(at / 60_000) * 60_000,
    Hour: (at) => Math.floor(at / hourMs) * hourMs,
    Day: (at) => calendar.listDays({ fromAt: at - 24 * hourMs + 1, toAt: at + 1 })[0]?.fromAt ?? Number.NaN,
    Shift: (at) =>
      calendar
        .listShifts({ fromAt: at - 24 * hourMs, toAt: at + 1 })
        .findLast(({ fromAt, toAt }) => at >= fromAt && at < toAt)?.fromAt ?? Number.NaN,
  };
  for (const [level, begin] of Object.entries(bucketOf)) {
    const rows = await askOwn(
      text,
      `SELECT fromAtMs::DOUBLE AS at, epoch_ms(fromAt) AS ms, readingCount AS n, mean, standardDeviation AS deviation, min, max, first, last, hex(sketch) AS sketch
       FROM gemba."rollup${level}" WHERE tag = '${tag}' ORDER BY fromAtMs`,
    );
    const buckets = [...Map.groupBy(own, ({ at }) => begin(at))].sort(([a], [b]) => a - b);
    expect(rows.map(({ at, ms }) => [at, Number(ms)])).toEqual(buckets.map(([at]) => [at, at]));
    for (const [i, [, readings]] of buckets.entries()) {
      const values = readings.map(({ value }) => value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const row = rows[i] as Record<string, unknown>;
      expect([row['n'], row['min'], row['max'], row['first'], row['last']]).toEqual([
        ...[values.length, Math.min(...values), Math.max(...values), values[0], values.at(-1)],
      ]);
      expect(row['mean']).toBeCloseTo(mean, 9);
      if (values.length > 1) expect(row['deviation']).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 9);
      else expect(row['deviation']).toBeNull();
      if (level === 'Minute') expect(row['sketch']).toBeNull();
      else expect(readQuantileSketch(Buffer.from(String(row['sketch']), 'hex')).count).toBe(values.length);
    }
  }
  const [states] = await askOwn(text, 'SELECT count(DISTINCT text) AS n, sum(ms) AS ms FROM gemba."rollupDayStates"');
  expect(Number(states?.['n'])).toBeGreaterThan(1);
  expect(Number(states?.['ms'])).toBeGreaterThan(0);

  // The hour of a late reading is not answered until it is rolled up anew; the others are.
  const before = await askOwn(text, 'SELECT DISTINCT fromAtMs AS at FROM gemba."rollupHour" ORDER BY 1');
  const late = Number(before[0]?.['at']) + 1_234;
  await using other = await openEmbeddedHistory({ dir: store.dir });
  {
    await using writer = await other.openWriter({ holder: 'late' });
    const table = createReadingTable(toTable('reading', [{ tag, at: late, value: 1, source: 'mqtt' }]).columns);
    const account = { received: 1, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await writer.commit({ source: 'mqtt', identityBy: 'key', facts: [table], account, position: {} });
  }
  const after = await createSqlViews({ dir: store.dir, calendar });
  for (const level of ['Minute', 'Hour']) {
    const hours = `SELECT DISTINCT fromAtMs // ${hourMs} * ${hourMs} AS at FROM gemba."rollup${level}" ORDER BY 1`;
    expect(await askOwn(after.text, hours)).toEqual(before.slice(1));
  }
  expect((await other.status()).listRollups().map(({ level, staleCount }) => [level, staleCount])).toEqual([
    ['minute', 1],
    ['hour', 1],
    ['day', 0],
    ['shift', 0],
  ]);
});
