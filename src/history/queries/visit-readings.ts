/** Readings of tags over any window, as series that follow each other: what joins with facts and instants is made of. */
import { type KnownTimeRule, listSeries, rollupHoldMaxMs, type Series, seriesOf } from '../../analytics/index.ts';
import { emptyTable, type FactTable, type Tag } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { HistorySnapshot } from '../port.ts';
import { joinSeries, seriesFrom } from './series-parts.ts';
import { checkAborted } from './window.ts';

export interface VisitReadings {
  readonly snapshot: HistorySnapshot;
  readonly tags: readonly Tag[];
  /** Where values are asked for; readings around it that bear on them are read too. */
  readonly window: Interval;
  readonly untilAt: number;
  /** How far after the window a reading may bear on it, ms; default: the expected interval of the tag. */
  readonly aheadMs?: number;
  /** How long a reading holds at most, ms; default: a day, as in what is resampled. */
  readonly holdMaxMs?: number | undefined;
  readonly rowsMax?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Of a tag by its place among them: the series tells all of `[fromAt, toAt)`, and what bears on it. Parts of a tag follow
 * each other and make up the window; where it has no reading by then, the series is empty.
 */
export type VisitPart = (tag: number, series: Series, part: Interval, rule: KnownTimeRule) => void;

/**
 * Visits the readings of tags, batch by batch. What a tag says at the window's begin is looked up, however old.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function visitReadings(input: VisitReadings, visit: VisitPart): Promise<void> {
  const { snapshot, tags, window, untilAt, holdMaxMs = rollupHoldMaxMs, rowsMax, signal } = input;
  if (tags.length === 0 || window.toAt <= window.fromAt) return;
  const stop = signal === undefined ? {} : { signal };
  const ids = tags.map(({ id }) => id);
  const known = listSeries(await snapshot.findLatest({ tags: ids, at: window.fromAt, ...stop }));
  const gaps = await readGaps(input, holdMaxMs, known);
  const ahead =
    input.aheadMs ?? tags.reduce((most, { expectedIntervalMs = 0 }) => Math.max(most, expectedIntervalMs), 0);
  const parts = tags.map(({ id, expectedIntervalMs }) => ({
    id,
    rule: { untilAt, expectedIntervalMs, gaps, holdMaxMs: rollupHoldMaxMs },
    held: known.get(id),
    doneUntil: window.fromAt,
  }));
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const scanned = { fromAt: window.fromAt, toAt: window.toAt + ahead };
  for await (const batch of snapshot.scan({
    kind: 'reading',
    window: scanned,
    places: ids,
    ...(rowsMax === undefined ? {} : { rowsMax }),
    ...stop,
  })) {
    checkAborted(signal);
    for (const [id, series] of listSeries(batch)) {
      const place = placeOf.get(id) as number;
      const part = parts[place] as (typeof parts)[number];
      const joined = follow(part.held, series);
      if (joined === undefined) continue;
      const toAt = Math.min(joined.at[joined.length - 1] as number, window.toAt);
      if (toAt > part.doneUntil) {
        visit(place, joined, { fromAt: part.doneUntil, toAt }, part.rule);
        part.doneUntil = toAt;
      }
      part.held = seriesFrom(joined, joined.length - 1);
    }
  }
  parts.forEach(({ id, held, doneUntil, rule }, place) => {
    if (doneUntil < window.toAt)
      visit(place, held ?? seriesOf(emptyTable('reading'), id), { fromAt: doneUntil, toAt: window.toAt }, rule);
  });
}

/** Gaps that may end what a reading holds: from the oldest of them that still counts. */
async function readGaps(
  { snapshot, window, signal }: VisitReadings,
  holdMaxMs: number,
  known: ReadonlyMap<string, Series>,
): Promise<FactTable<'gap'>> {
  const begins = Float64Array.from(known.values(), ({ at }) => at[0] as number);
  const oldest = begins.reduce((least, at) => Math.min(least, at), window.fromAt);
  const fromAt = Math.max(window.fromAt - holdMaxMs, oldest);
  return snapshot.read({ kind: 'gap', window: { fromAt, toAt: window.toAt }, ...(signal && { signal }) });
}

/** A series after the reading that is held; a reading at the window's begin comes both ways. */
function follow(held: Series | undefined, series: Series): Series | undefined {
  if (held === undefined) return series;
  const [at, sequence] = [held.at[0] as number, held.sequence[0] as number];
  let from = 0;
  while (from < series.length && isUpTo(series.at[from] as number, series.sequence[from] as number, at, sequence))
    from++;
  if (from === series.length) return undefined;
  return joinSeries(held, from === 0 ? series : seriesFrom(series, from));
}

function isUpTo(at: number, sequence: number, heldAt: number, heldSequence: number): boolean {
  if (at !== heldAt) return at < heldAt;
  return Number.isNaN(sequence) || sequence <= heldSequence;
}
