/** The facts that a window's figures stand on, of one snapshot: those reported, and those that sensors tell. */
import { hash } from 'node:crypto';
import type { DerivedFacts } from '../analytics/index.ts';
import type { HistorySnapshot } from '../history/index.ts';
import { type FactTable, fingerprintOf } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { UnitFacts } from './derived/combine-facts.ts';
import {
  derivedFingerprint,
  type ReadDerivedOptions,
  readDerivedFacts,
  reportLookBackMs,
} from './derived/read-derived.ts';
import { withDerived } from './derived/with-derived.ts';
import type { OpenPlant } from './open-plant.ts';
import { reportReach } from './retention/report-reach.ts';

export interface WindowFacts {
  readonly production: UnitFacts<'production'>;
  readonly equipmentState: UnitFacts<'equipmentState'>;
  readonly refusals: FactTable<'refusal'>;
  readonly gaps: FactTable<'gap'>;
  /** What sensors tell, which is in the tables above too; undefined where no unit has signals. */
  readonly derived: DerivedFacts | undefined;
  /** Of all of them. */
  readonly dataFingerprint: string;
}

type WindowPlant = Pick<OpenPlant, 'plant' | 'storeDir' | 'clock' | 'file'>;

/**
 * Reads what a window's figures stand on: of productions and states also what was before the window, as far as it is still
 * there when a sent report is looked at again for the last time.
 */
export async function readWindow(
  plant: WindowPlant,
  snapshot: HistorySnapshot,
  window: Interval,
  options: ReadDerivedOptions = {},
): Promise<WindowFacts> {
  const known = knownUntil(plant, snapshot, window);
  const stopped = options.signal === undefined ? {} : { signal: options.signal };
  const [reported, reportedStates, refusals, gaps] = await Promise.all([
    snapshot.read({ kind: 'production', window: known, ...stopped }),
    snapshot.read({ kind: 'equipmentState', window: known, ...stopped }),
    snapshot.read({ kind: 'refusal', window, ...stopped }),
    snapshot.read({ kind: 'gap', window, ...stopped }),
  ]);
  const derived = await readDerivedFacts(plant, snapshot, window, {
    lookBackMs: lookBackMsOf(plant, window),
    ...options,
  });
  const production = withDerived(reported, derived?.production);
  const equipmentState = withDerived(reportedStates, derived?.equipmentState);
  const dataFingerprint = fingerprintOf([production, equipmentState, refusals, gaps]);
  return { production, equipmentState, refusals, gaps, derived, dataFingerprint };
}

/**
 * What `readWindow` stands on, worked out without reading a fact: where it is the same, so is what is read. It may differ
 * though nothing changed, as where files of the history were merged.
 */
export function windowBasis(plant: WindowPlant, snapshot: HistorySnapshot, window: Interval): string {
  const known = knownUntil(plant, snapshot, window);
  const standsOn = [
    known,
    window,
    snapshot.fingerprint('production', known),
    snapshot.fingerprint('equipmentState', known),
    snapshot.fingerprint('refusal', window),
    snapshot.fingerprint('gap', window),
    derivedFingerprint(plant, snapshot, window, lookBackMsOf(plant, window)) ?? null,
  ];
  return hash('sha256', JSON.stringify(standsOn)).slice(0, 32);
}

/** Never facts from after the window: a report made later from more facts says what it said then. */
function knownUntil({ file }: Pick<OpenPlant, 'file'>, snapshot: HistorySnapshot, window: Interval): Interval {
  const { fromAt, toAt } = window;
  const extents = [snapshot.findExtent('production'), snapshot.findExtent('equipmentState')];
  const firstAt = Math.min(fromAt, ...extents.map((extent) => extent?.fromAt ?? fromAt));
  const { eventsFromAt = firstAt } = reportReach(file, window);
  return { fromAt: Math.min(fromAt, Math.max(firstAt, eventsFromAt)), toAt };
}

/** Readings of before a report's window are read for the weeks it compares with. */
function lookBackMsOf({ file }: Pick<OpenPlant, 'file'>, window: Interval): number {
  const { readingsFromAt = Number.NEGATIVE_INFINITY } = reportReach(file, window);
  return Math.max(0, Math.min(reportLookBackMs, window.fromAt - readingsFromAt));
}
