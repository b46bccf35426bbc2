/**
 * Facts that come of units' signals: a function of readings, gaps and rules, worked out day by day and kept under the
 * fingerprint of what it stands on (docs/decisions/0009-facts-from-signals-are-derived-on-reading.md).
 */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { type DerivedFacts, signalLeadInMs, signalLookAheadMs } from '../../analytics/index.ts';
import type { HistorySnapshot } from '../../history/index.ts';
import type { Plant } from '../../model/index.ts';
import { dayMs, type Interval } from '../../time/index.ts';
import { combineFacts } from './combine-facts.ts';
import { DayCache } from './day-cache.ts';
import { deriveDay } from './derive-day.ts';
import { type DerivedDay, listDerivedDays } from './derived-days.ts';
import { openDerivedStore } from './derived-store.ts';
import { joinAtMidnight } from './join-at-midnight.ts';
import { findSignalRules, type SignalRules } from './signal-rules.ts';

export interface ReadDerivedOptions {
  readonly signal?: AbortSignal;
  /** Told once where what was worked out cannot be kept. */
  readonly onNotice?: (notice: string) => void;
  /** How far before the window facts are wanted too, ms; default: as far as a report looks, 13 weeks. */
  readonly lookBackMs?: number;
}

/** What of an open plant it takes. */
export interface DerivedPlant {
  readonly plant: Plant;
  readonly storeDir: string;
  readonly clock: () => number;
}

/** As far back as a report looks: 13 weeks before its window, and the days that these touch. */
export const reportLookBackMs: number = 93 * dayMs;

/**
 * The facts of a report's window and of the weeks it is compared with, up to the window's end, as the readings of one
 * snapshot tell them; undefined where no unit has signals. No reading from after the window is used.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function readDerivedFacts(
  plant: DerivedPlant,
  snapshot: HistorySnapshot,
  window: Interval,
  { signal, onNotice, lookBackMs = reportLookBackMs }: ReadDerivedOptions = {},
): Promise<DerivedFacts | undefined> {
  const rules = findSignalRules(plant.plant);
  if (rules === undefined) return undefined;
  const span = spanOf(plant, snapshot, window, lookBackMs);
  const cache = new DayCache(openDerivedStore({ dir: join(plant.storeDir, 'derived', 'days') }), onNotice);
  const derived: DerivedFacts[] = [];
  for (const day of span === undefined ? [] : listDerivedDays(span, signalLookAheadMs(plant.plant))) {
    const fingerprint = fingerprintOfDay(snapshot, rules, day);
    const kept = await cache.find(day.name, fingerprint);
    const input = { plant: plant.plant, snapshot, rules, day, ...(signal && { signal }) };
    const facts = kept ?? (await deriveDay(input));
    // A window that is not over ends now, and now is another instant the next time.
    const isLasting = day.part.toAt === window.toAt || day.part.toAt % dayMs === 0;
    if (kept === undefined && isLasting) await cache.put(day.name, fingerprint, facts);
    derived.push(facts);
  }
  await cache.trim();
  const states = combineFacts(
    'equipmentState',
    derived.map(({ equipmentState }) => equipmentState),
  );
  const production = combineFacts(
    'production',
    derived.map((facts) => facts.production),
  );
  return { production, equipmentState: joinAtMidnight(states) };
}

/** What `readDerivedFacts` stands on, without reading any of it; undefined where no unit has signals. @param lookBackMs as there */
export function derivedFingerprint(
  plant: DerivedPlant,
  snapshot: HistorySnapshot,
  window: Interval,
  lookBackMs: number = reportLookBackMs,
): string | undefined {
  const rules = findSignalRules(plant.plant);
  if (rules === undefined) return undefined;
  const part = spanOf(plant, snapshot, window, lookBackMs);
  if (part === undefined) return rules.fingerprint;
  const read = { fromAt: Math.floor(part.fromAt / dayMs) * dayMs - signalLeadInMs, toAt: part.toAt };
  return fingerprintOfDay(snapshot, rules, { part, read });
}

/** Time of which readings can say something; of what lies after now they cannot. Undefined where there is none. */
function spanOf(
  { clock }: DerivedPlant,
  snapshot: HistorySnapshot,
  window: Interval,
  lookBackMs: number,
): Interval | undefined {
  const extent = snapshot.findExtent('reading');
  if (extent === undefined) return undefined;
  const fromAt = Math.max(window.fromAt - lookBackMs, extent.fromAt);
  const toAt = Math.min(window.toAt, Math.max(clock(), extent.toAt));
  return toAt > fromAt ? { fromAt, toAt } : undefined;
}

function fingerprintOfDay(
  snapshot: HistorySnapshot,
  rules: SignalRules,
  { part, read }: Pick<DerivedDay, 'part' | 'read'>,
): string {
  const standsOn = [snapshot.fingerprint('reading', read), snapshot.fingerprint('gap', read)];
  return hash('sha256', JSON.stringify([rules.fingerprint, part, read, ...standsOn])).slice(0, 32);
}
