/**
 * history.day: min, mean and max of each minute of all tags over one raw day, from the readings themselves: the store has no
 * rollups. PostgreSQL answers the same for the day's first hours, and gemba for these too, in the same run.
 */
import { loadavg } from 'node:os';
import { createGrid } from '../src/analytics/index.ts';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { hourMs, type Interval } from '../src/time/index.ts';
import { measureSeconds, printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { copyReadings, openPostgres } from './support/postgres-readings.ts';
import { openSimulatedDay, simulatedDay, tagsOfDay } from './support/simulated-day.ts';

const tagCount = 1_000;
const minuteMs = 60_000;
const readingsMax = quick ? 10_000_000 : 86_400_000;
const peerWindow: Interval = { fromAt: simulatedDay.fromAt, toAt: simulatedDay.fromAt + (quick ? 1 : 2) * hourMs };

const tags = tagsOfDay(tagCount);
await using store = await openSimulatedDay({ tagCount, readingsMax });
const memory = watchMemory();
await using history = await openEmbeddedHistory({ dir: store.dir });
const { factCounts, byteLength, segmentCount } = await history.status();
const seconds = await measureSeconds(() => askMinutes(simulatedDay), { runs: quick ? 1 : 5, warmUp: 1 });
const { rowCounts } = await askMinutes(peerWindow);
memory.stop();
if (rowCounts.reading === 0) throw new Error('The answer is made of something else than readings.');
const peer = await measurePeer();
printFigure({
  bench: 'history.day',
  value: Math.round(seconds.median * 100) / 100,
  unit: 's',
  context: {
    n: factCounts.reading,
    tagCount,
    ...seconds,
    readingsPerSecond: Math.round(factCounts.reading / seconds.median),
    segmentCount,
    byteLength,
    rssMb: memory.peakMb,
    load: loadavg().map((load) => Math.round(load * 10) / 10),
    peer: peer ?? 'PostgreSQL is not installed',
    ...(peer === undefined ? {} : { ratio: Math.round((peer.seconds / peer.gembaSeconds) * 10) / 10 }),
  },
});

async function askMinutes(window: Interval) {
  const snapshot = await history.snapshot();
  const answer = await snapshot.resample({
    tags,
    edges: createGrid(window, minuteMs),
    untilAt: simulatedDay.toAt,
    figures: ['min', 'mean', 'max'],
  });
  if (answer.figures.mean?.every(Number.isNaN) !== false) throw new Error('There is nothing in the answer.');
  return answer;
}

async function measurePeer() {
  await using postgres = await openPostgres();
  if (postgres === undefined) return undefined;
  const ids = tags.map(({ id }) => id);
  const n = await copyReadings(postgres, history, ids, peerWindow);
  const ask = async (): Promise<void> => {
    const { rowCount } = await postgres.client.query({
      text: `select tag, (extract(epoch from date_trunc('minute', at)) * 1000)::double precision, min(value), avg(value), max(value)
        from readings where at >= $1 and at < $2 group by 1, 2 order by 1, 2`,
      values: [new Date(peerWindow.fromAt), new Date(peerWindow.toAt)],
      rowMode: 'array',
    });
    if (rowCount === 0) throw new Error('PostgreSQL has no readings.');
  };
  const runs = { runs: quick ? 3 : 5, warmUp: 1 };
  const peerSeconds = await measureSeconds(ask, runs);
  const gembaSeconds = await measureSeconds(() => askMinutes(peerWindow), runs);
  return { name: postgres.name, n, seconds: peerSeconds.median, gembaSeconds: gembaSeconds.median };
}
