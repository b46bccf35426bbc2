/**
 * history.series: one tag's raw day, of a day of the simulated plant's 1,000 tags at 1 Hz that is over. Each question takes the
 * newest snapshot and waits for its answer before the next; tags in a seeded random order. PostgreSQL answers the same
 * for a tenth of the tags, in the same run.
 */
import { loadavg } from 'node:os';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { latenciesOf } from './support/latencies.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { copyReadings, openPostgres } from './support/postgres-readings.ts';
import { mulberry32 } from './support/random.ts';
import { openSimulatedDay, simulatedDay, tagsOfDay } from './support/simulated-day.ts';

const tagCount = quick ? 100 : 1_000;
const questionCount = quick ? 300 : 2_000;
const peerQuestionCount = quick ? 100 : 400;
/** Where answers are slow, fewer are asked for. */
const secondsMax = quick ? 45 : 600;
const peerTagCount = tagCount / 10;

const tags = tagsOfDay(tagCount).map(({ id }) => id);
await using store = await openSimulatedDay({ tagCount, readingsMax: Number.POSITIVE_INFINITY });
const memory = watchMemory();
await using history = await openEmbeddedHistory({ dir: store.dir });
const firstMs = await timeOf(() => readDay(tags[0] as string));
// Each file is checked against the manifest when it is first read in a process.
for (const tag of tags) await readDay(tag);
const ms: number[] = [];
let readingCount = 0;
const random = mulberry32(1);
const startMs = performance.now();
while (ms.length < questionCount && performance.now() < startMs + secondsMax * 1_000) {
  const tag = tags[Math.floor(random() * tags.length)] as string;
  ms.push(
    await timeOf(async () => {
      readingCount += await readDay(tag);
    }),
  );
}
memory.stop();
const { byteLength, segmentCount, factCounts } = await history.status();
const latencies = latenciesOf(ms);
const peer = await measurePeer();
printFigure({
  bench: 'history.series',
  value: latencies.p99,
  unit: 'ms, p99',
  context: {
    n: factCounts.reading,
    tagCount,
    readingsPerAnswer: Math.round(readingCount / ms.length),
    ...latencies,
    firstMs,
    segmentCount,
    byteLength,
    rssMb: memory.peakMb,
    load: loadavg().map((load) => Math.round(load * 10) / 10),
    peer: peer ?? 'PostgreSQL is not installed',
    ...(peer === undefined ? {} : { ratio: Math.round((peer.p99 / latencies.p99) * 10) / 10 }),
  },
});

async function readDay(tag: string): Promise<number> {
  const snapshot = await history.snapshot();
  const { length } = await snapshot.read({ kind: 'reading', window: simulatedDay, places: [tag] });
  if (length === 0) throw new Error(`There is no reading of ${tag}.`);
  return length;
}

/** The same answer in numbers: instants in ms and values. */
async function measurePeer() {
  await using postgres = await openPostgres();
  if (postgres === undefined) return undefined;
  const copied = tags.slice(0, peerTagCount);
  const n = await copyReadings(postgres, history, copied, simulatedDay);
  const ask = async (tag: number): Promise<void> => {
    const { rowCount } = await postgres.client.query({
      name: 'day',
      text: `select (extract(epoch from at) * 1000)::double precision, value from readings
        where tag = $1 and at >= $2 and at < $3 order by at`,
      values: [tag, new Date(simulatedDay.fromAt), new Date(simulatedDay.toAt)],
      rowMode: 'array',
    });
    if (rowCount === 0) throw new Error(`PostgreSQL has no reading of ${copied[tag]}.`);
  };
  for (let tag = 0; tag < copied.length; tag++) await ask(tag);
  const peerMs: number[] = [];
  for (let i = 0; i < peerQuestionCount; i++)
    peerMs.push(await timeOf(() => ask(Math.floor(random() * copied.length))));
  return { name: postgres.name, n, tagCount: copied.length, ...latenciesOf(peerMs) };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.round((performance.now() - startMs) * 10) / 10;
}
