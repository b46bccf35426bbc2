/** What the benches of years share: figures of all tags in long buckets, out of rollups, beside PostgreSQL's over its own days. */
import { loadavg } from 'node:os';
import { plainRule, type Resampled, type RollupFigure } from '../../src/analytics/index.ts';
import { type HistorySnapshot, openEmbeddedHistory, type ResampleSources } from '../../src/history/index.ts';
import { dayMs } from '../../src/time/index.ts';
import { dailyCalendar, listUnits } from './daily-calendar.ts';
import { rollupTags } from './generated-rollups.ts';
import { measureSeconds, printFigure, quick } from './measure.ts';
import { watchMemory } from './peak-memory.ts';
import { copyDays } from './postgres-days.ts';
import { openPostgres, type PostgresDatabase } from './postgres-readings.ts';
import { openYearsOfRollups, type YearsOfRollups } from './years-of-rollups.ts';

export interface YearsQuestion {
  readonly bench: string;
  readonly years: YearsOfRollups;
  /** Of the buckets asked for; on borders of production days. */
  readonly edges: Float64Array;
  /** The same buckets for PostgreSQL: `$1` is their edges. */
  readonly sql: string;
  /** Other edges asked for beside, such as those that no day fits: named by what they are. */
  readonly beside?: Readonly<Record<string, Float64Array>>;
}

const runs = { runs: quick ? 5 : 9, warmUp: quick ? 1 : 2 };
const besideRuns = { runs: quick ? 1 : 5, warmUp: quick ? 0 : 1 };

/** Prints its figure. */
export async function askYears({ bench, years, edges, sql, beside = {} }: YearsQuestion): Promise<void> {
  const tags = rollupTags(years.tagCount).map((id) => ({ id, rule: plainRule }));
  await using store = await openYearsOfRollups(years);
  const memory = watchMemory();
  await using history = await openEmbeddedHistory({ dir: store.dir, rollups: { tags, calendar: dailyCalendar } });
  const ask = async (asked: Float64Array, figures: readonly RollupFigure[] = ['mean', 'min', 'max']) => {
    const answer = await (await history.snapshot()).resample({ tags, edges: asked, untilAt: years.toAt, figures });
    requireWhole(answer);
    return answer;
  };
  const firstMs = performance.now();
  const { rowCounts } = await ask(edges);
  const firstSeconds = (performance.now() - firstMs) / 1_000;
  const seconds = await measureSeconds(() => ask(edges), runs);
  memory.stop();
  const besides: Record<string, unknown> = {};
  for (const [name, other] of Object.entries(beside)) {
    const { median } = await measureSeconds(() => ask(other), besideRuns);
    besides[name] = { seconds: hundredths(median), rowCounts: (await ask(other)).rowCounts };
  }
  const { byteLength, segmentCount } = await history.status();
  const peer = await measurePeer(sql, edges, () => ask(dayEdges(years), ['readingCount', 'mean', 'min', 'max']));
  printFigure({
    bench,
    value: hundredths(seconds.median),
    unit: 's',
    context: {
      tagCount: years.tagCount,
      days: Math.round((years.toAt - years.fromAt) / dayMs),
      buckets: edges.length - 1,
      rowCounts,
      ...seconds,
      firstSeconds: hundredths(firstSeconds),
      ...besides,
      byteLength,
      segmentCount,
      rssMb: memory.peakMb,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
      peer: peer ?? 'PostgreSQL is not installed',
      ...(peer === undefined ? {} : { ratio: Math.round((peer.median / seconds.median) * 10) / 10 }),
    },
  });
}

/** Borders of the production days. */
export function dayEdges(years: YearsOfRollups): Float64Array {
  const days = listUnits(dayMs, years);
  return Float64Array.of(...days.map(({ fromAt }) => fromAt), days.at(-1)?.toAt ?? years.toAt);
}

function requireWhole({ figures, rowCounts }: Awaited<ReturnType<HistorySnapshot['resample']>>): void {
  if (figures.mean?.some(Number.isNaN) !== false) throw new Error('A bucket of the answer has no figure.');
  if (rowCounts.reading > 0) throw new Error('The answer is made of readings.');
}

async function measurePeer(
  sql: string,
  edges: Float64Array,
  days: () => Promise<Resampled & ResampleSources>,
): Promise<{ readonly name: string; readonly n: number; readonly median: number } | undefined> {
  await using postgres: PostgresDatabase | undefined = await openPostgres();
  if (postgres === undefined) return undefined;
  const n = await copyDays(postgres, await days());
  const instants = Array.from(edges, (at) => new Date(at).toISOString());
  const { median } = await measureSeconds(async () => {
    const { rowCount } = await postgres.client.query({ text: sql, values: [instants], rowMode: 'array' });
    if (rowCount === 0) throw new Error('PostgreSQL has no answer.');
  }, runs);
  return { name: postgres.name, n, median };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
