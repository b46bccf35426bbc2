/** What the sensors of one unit say of the windows, as their readings come. */
import {
  createUnitSignals,
  type DerivedFacts,
  listSeries,
  type Series,
  signalLeadInMs,
  type UnitSignalsFold,
} from '../analytics/index.ts';
import { type Equipment, emptyTable, type FactTable, type Plant, textAt, toTable } from '../model/index.ts';
import { dayMs, type Interval } from '../time/index.ts';
import { isSameReading, type SignalReading } from './signal-reading.ts';

export class SensorWindow {
  readonly #plant: Plant;
  readonly #unit: Equipment;
  readonly #stateTags: readonly { readonly id: string; readonly expectedIntervalMs: number }[];
  #fold: UnitSignalsFold;
  #window: Interval = { fromAt: 0, toAt: 0 };
  /** By tag: the reading that holds. */
  #newest = new Map<string, SignalReading>();
  #gaps: FactTable<'gap'> = emptyTable('gap');

  constructor(plant: Plant, unit: Equipment) {
    this.#plant = plant;
    this.#unit = unit;
    this.#fold = createUnitSignals(plant, unit.id);
    const ids = new Set(unit.signals?.states.map(({ tag }) => tag));
    this.#stateTags = plant.tags
      .filter(({ id }) => ids.has(id))
      .map(({ id, expectedIntervalMs = signalLeadInMs }) => ({ id, expectedIntervalMs }));
  }

  /** Begins anew with what history has of `readingsWindow`. */
  reset(hull: Interval, readings: ReadonlyMap<string, Series>, gaps: FactTable<'gap'>): void {
    this.#gaps = gaps;
    this.#newest = new Map();
    this.#window = derivedWindow(hull);
    this.#fold = createUnitSignals(this.#plant, this.#unit.id);
    for (const tag of this.#fold.tags) {
      const series = readings.get(tag);
      if (series !== undefined) this.#add(series);
    }
  }

  /**
   * Takes readings as they are told, in any order.
   *
   * @param known what history was read to have: a reading that is among it changes nothing
   * @returns whether one came too late to be folded
   */
  add(readings: readonly SignalReading[], known?: ReadonlyMap<string, Series>): boolean {
    const news = new Map<string, SignalReading>();
    for (const reading of readings) {
      const { tag, at, sequence } = reading;
      // What lies further back holds no longer in the windows; of two of one instant the later told is the one.
      if (at < this.#window.fromAt - signalLeadInMs || at >= this.#window.toAt) continue;
      if (isSameReading(reading, this.#newest.get(tag)) || holdsReading(known?.get(tag), reading)) continue;
      news.set(JSON.stringify([tag, at, sequence]), reading);
    }
    let isLate = false;
    for (const series of listSeries(toTable('reading', Array.from(news.values(), rowOf))).values())
      isLate = this.#add(series) || isLate;
    return isLate;
  }

  /** What is known up to now. */
  derive(nowMs: number): DerivedFacts {
    return this.#fold.derive(this.#window, nowMs, this.#gaps);
  }

  /** Whether a tag that says the unit's state says nothing that can be relied on now. */
  isSilent(nowMs: number): boolean {
    return this.#stateTags.some(({ id, expectedIntervalMs }) => {
      const newest = this.#newest.get(id);
      if (newest === undefined || nowMs - newest.at > expectedIntervalMs) return true;
      const isAbsent = Number.isNaN(newest.value) && newest.text === '';
      return isAbsent || newest.quality === 'bad' || this.#isCut(newest, nowMs);
    });
  }

  #isCut({ tag, source, at }: SignalReading, nowMs: number): boolean {
    const { columns, length } = this.#gaps;
    for (let i = 0; i < length; i++) {
      const silenced = textAt(columns.tag, i);
      if (silenced !== tag && (silenced !== '' || textAt(columns.source, i) !== source)) continue;
      if (textAt(columns.status, i) === 'recovered') continue;
      if ((columns.startAt[i] as number) < nowMs && (columns.endAt[i] as number) > at) return true;
    }
    return false;
  }

  #add(series: Series): boolean {
    const late = this.#fold.add(series);
    const last = readingOf(series, series.length - 1);
    const newest = this.#newest.get(series.tag);
    if (last !== undefined && (newest === undefined || newest.at <= last.at)) this.#newest.set(series.tag, last);
    return late !== undefined;
  }
}

/** From a UTC midnight on, as quarters of hours and days are counted for reports. */
function derivedWindow({ fromAt, toAt }: Interval): Interval {
  return { fromAt: Math.floor(fromAt / dayMs) * dayMs, toAt };
}

/** Which readings the windows stand on. */
export function readingsWindow(hull: Interval): Interval {
  const { fromAt, toAt } = derivedWindow(hull);
  return { fromAt: fromAt - signalLeadInMs, toAt };
}

function firstNotBefore(at: Float64Array, instant: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function holdsReading(series: Series | undefined, reading: SignalReading): boolean {
  if (series === undefined) return false;
  for (let i = firstNotBefore(series.at, reading.at); series.at[i] === reading.at; i++)
    if (isSameReading(reading, readingOf(series, i))) return true;
  return false;
}

function readingOf(series: Series, i: number): SignalReading | undefined {
  if (i < 0 || i >= series.length) return undefined;
  return {
    tag: series.tag,
    at: series.at[i] as number,
    value: series.value[i] as number,
    text: textAt(series.text, i),
    quality: textAt(series.quality, i),
    sequence: series.sequence[i] as number,
    source: textAt(series.source, i),
  };
}

function rowOf({ tag, at, value, text, quality, sequence, source }: SignalReading) {
  return {
    tag,
    at,
    text,
    quality,
    source,
    ...(Number.isNaN(value) ? {} : { value }),
    ...(Number.isNaN(sequence) ? {} : { sequence }),
  };
}
