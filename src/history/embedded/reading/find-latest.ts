/**
 * The last reading of each tag. First where it lies, back from the instant: in readings as far as they are not rolled up, then
 * in rows of rollups, which say when a tag spoke last. So a tag that has been silent for years costs a look at a row a day of
 * its rollups. Then the readings themselves, of all tags at once.
 */
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { GembaError } from '../../../model/index.ts';
import { dayMs, hourMs, type Interval, minuteMs } from '../../../time/index.ts';
import type { LatestQuery, StoredFacts } from '../../port.ts';
import { createLatestTable, type LatestReading, lastOfTags } from '../../reference/latest-table.ts';
import { parquetOf, quoted, withConnection } from '../duckdb.ts';
import { extentOf } from '../manifest-state.ts';
import { coverOf } from '../rollups/cover.ts';
import { readFacts, selectSegments } from '../segment-reader.ts';
import { rowsSql } from '../segment-rows.ts';
import { type LatestReadings, latestOfState } from './latest-memory.ts';
import type { ReadContext } from './read-context.ts';
import { planResample, type ResamplePiece } from './rollup-plan.ts';

type RollupPiece = Extract<ResamplePiece, { kind: 'rollup' }>;

/** Of readings the last minutes are looked through first, then ever more, up to a day at once. */
const stepsMs: readonly number[] = [5 * minuteMs, 2 * hourMs, 12 * hourMs, dayMs];
/** So many files of rollups are looked through at once, but first fewer. */
const piecesMax = 32;
/** No bucket is longer: a production day, even one of 25 hours. */
const unitMsMax = 2 * dayMs;
const levels = ['day', 'shift', 'hour', 'minute'] as const;

export async function findLatestStored(context: ReadContext, query: LatestQuery): Promise<StoredFacts<'reading'>> {
  const { signal, tags } = query;
  try {
    signal?.throwIfAborted();
    const extent = extentOf(context.state, 'reading');
    if (extent === undefined || !(query.at >= extent.fromAt)) return createLatestTable(new Map());
    const memory = query.at >= extent.toAt ? latestOfState(context.state) : undefined;
    const { found, missing } = memory?.recall(tags) ?? { found: new Map(), missing: tags };
    const instants = await new LatestSearch(context, { ...query, tags: missing }, extent).run();
    const latest = await readAt(context, instants, signal);
    memory?.keep(missing, latest);
    return createLatestTable(new Map([...found, ...latest]));
  } catch (cause) {
    if (signal?.aborted !== true || cause instanceof GembaError) throw cause;
    throw new GembaError('aborted', 'Looking for the latest readings was stopped.', { cause });
  }
}

/** `tags` may be said to be all. */
type Search = Pick<LatestQuery, 'at' | 'signal'> & { readonly tags: readonly string[] | undefined };

class LatestSearch {
  readonly #context: ReadContext;
  readonly #query: Search;
  /** Of all readings. */
  readonly #extent: Interval;
  /** Undefined where all tags are wanted: who they are shows at the end. */
  readonly #missing: Set<string> | undefined;
  readonly #found: Map<string, number> = new Map();

  constructor(context: ReadContext, query: Search, extent: Interval) {
    this.#context = context;
    this.#query = query;
    this.#extent = extent;
    this.#missing = query.tags === undefined ? undefined : new Set(query.tags);
  }

  /** When each tag spoke last. */
  async run(): Promise<ReadonlyMap<string, number>> {
    if (this.#isDone) return this.#found;
    const at = Math.min(this.#query.at, this.#extent.toAt);
    const pieces = this.#plan(at);
    const last = pieces.at(-1);
    // The instant itself is in no window that ends with it.
    if (last === undefined || last.toAt <= at) await this.#lookInReadings({ fromAt: at, toAt: at + 1 }, at);
    for (let end = pieces.length, filesMax = 1; end > 0 && !this.#isDone; ) {
      const piece = pieces[end - 1] as ResamplePiece;
      if (piece.kind === 'reading') {
        await this.#lookBackInReadings(piece, at);
        end--;
        continue;
      }
      const run: RollupPiece[] = [];
      while (end > 0 && run.length < filesMax) {
        const before = pieces[end - 1] as ResamplePiece;
        if (before.kind === 'reading') break;
        run.push(before);
        end--;
      }
      await this.#lookInRollups(run);
      // Most tags have spoken in the first.
      filesMax = Math.min(piecesMax, filesMax * 4);
    }
    return this.#found;
  }

  /** Behind the last reading there is nothing to be left out, so rows may reach beyond it. */
  #plan(at: number): readonly ResamplePiece[] {
    const { state, calendar } = this.#context;
    const isLast = at === this.#extent.toAt;
    const pieces = planResample({
      window: { fromAt: this.#extent.fromAt, toAt: isLast ? at + unitMsMax : at },
      edges: new Float64Array(0),
      levels,
      coverOf: (level, window) => coverOf(state, level, window, calendar),
      listUnits: (level, window) => (level === 'day' ? calendar?.listDays(window) : calendar?.listShifts(window)) ?? [],
    });
    const endAt = isLast ? at + 1 : at;
    return pieces.flatMap((piece): ResamplePiece[] => {
      if (piece.fromAt >= endAt) return [];
      return piece.kind === 'reading' ? [{ ...piece, toAt: Math.min(piece.toAt, endAt) }] : [piece];
    });
  }

  get #isDone(): boolean {
    return this.#missing?.size === 0;
  }

  async #lookBackInReadings({ fromAt, toAt }: Interval, at: number): Promise<void> {
    for (let [step, end] = [0, toAt]; end > fromAt && !this.#isDone; step++) {
      const begin = Math.max(fromAt, end - (stepsMs[Math.min(step, stepsMs.length - 1)] as number));
      await this.#lookInReadings({ fromAt: begin, toAt: end }, at);
      end = begin;
    }
  }

  /** What is superseded lies at the instant of what supersedes it, so that it need not be left out. */
  async #lookInReadings(window: Interval, at: number): Promise<void> {
    if (this.#isDone) return;
    const { dir, state } = this.#context;
    const places = this.#missing === undefined ? undefined : [...this.#missing];
    const { facts } = selectSegments(state, 'reading', window, places);
    if (facts.length === 0) return;
    const instance = await this.#context.open(facts);
    const files = facts.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
    const rows = rowsSql('reading', files, [], { window, places });
    await this.#take(instance, `select tag, max("at") from (${rows}) where "at" <= ${at}::double group by tag`);
  }

  async #lookInRollups(pieces: readonly RollupPiece[]): Promise<void> {
    const instance = await this.#context.open(pieces.map(({ part }) => part.values));
    const places = this.#missing === undefined ? undefined : [...this.#missing].map(quoted).join(', ');
    const ofTags = places === undefined ? '' : ` and tag in (${places})`;
    const rows = pieces.map(
      ({ part, fromAt, toAt }) =>
        `select tag, "lastReadingAt" from ${parquetOf([join(this.#context.dir, part.values.path)])}
         where "fromAt" >= ${fromAt} and "toAt" <= ${toAt}${ofTags}`,
    );
    await this.#take(
      instance,
      `select tag, max("lastReadingAt")::double from (${rows.join(' union all ')}) group by tag`,
    );
  }

  async #take(instance: DuckDBInstance, sql: string): Promise<void> {
    const { signal } = this.#query;
    signal?.throwIfAborted();
    await withConnection(instance, async (connection) => {
      const interrupt = (): void => connection.interrupt();
      signal?.addEventListener('abort', interrupt);
      try {
        const reader = await connection.runAndReadAll(sql);
        for (const [tag, at] of reader.getRows() as [string, number][]) {
          if (!this.#found.has(tag)) this.#found.set(tag, at);
          this.#missing?.delete(tag);
        }
      } finally {
        signal?.removeEventListener('abort', interrupt);
      }
    });
  }
}

/** So many days are read at once. */
const daysMax = 32;

/** The readings of the instants, of each tag the last of them. */
async function readAt(
  context: ReadContext,
  instants: ReadonlyMap<string, number>,
  signal: AbortSignal | undefined,
): Promise<LatestReadings> {
  const byDay = [...Map.groupBy(instants, ([, at]) => Math.floor(at / dayMs)).values()];
  const latest = new Map<string, LatestReading>();
  for (let from = 0; from < byDay.length; from += daysMax) {
    const days = byDay.slice(from, from + daysMax);
    const tags = days.flat().map(([tag]) => tag);
    const selections = days.map((day) => {
      const at = day.map(([, instant]) => instant);
      const window = { fromAt: Math.min(...at), toAt: Math.max(...at) + 1 };
      return selectSegments(
        context.state,
        'reading',
        window,
        day.map(([tag]) => tag),
      );
    });
    const facts = selections.flatMap((selection) => [...selection.facts]);
    const superseded = selections.flatMap((selection) => [...selection.superseded]);
    const rowCount = selections.reduce((sum, selection) => sum + selection.rowCount, 0);
    const instance = await context.open([...facts, ...superseded]);
    const pairs = days.flat().map(([tag, at]) => `(${quoted(tag)}, ${at}::double)`);
    const condition = `(tag, "at") in (select * from (values ${pairs.join(', ')}))`;
    // The pairs alone would be looked for in all columns of all rows of these tags.
    const at = days.flat().map(([, instant]) => instant);
    const window = { fromAt: Math.min(...at), toAt: Math.max(...at) + 1 };
    const query = { kind: 'reading', places: tags, window, ...(signal === undefined ? {} : { signal }) } as const;
    const { dir, statistics } = context;
    const selection = { facts, superseded, rowCount };
    const readings = await readFacts(instance, dir, selection, query, { condition, statistics });
    for (const [tag, reading] of lastOfTags(readings, Number.POSITIVE_INFINITY)) latest.set(tag, reading);
  }
  return latest;
}
