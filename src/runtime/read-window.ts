/** The facts that a window's figures stand on, of one snapshot: those reported, and those that sensors tell. */
import { hash } from 'node:crypto';
import type { DerivedFacts } from '../analytics/index.ts';
import type { HistorySnapshot } from '../history/index.ts';
import { type FactTable, fingerprintOf } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { UnitFacts } from './derived/combine-facts.ts';
import { derivedFingerprint, type ReadDerivedOptions, readDerivedFacts } from './derived/read-derived.ts';
import { withDerived } from './derived/with-derived.ts';
import type { OpenPlant } from './open-plant.ts';

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

type WindowPlant = Pick<OpenPlant, 'plant' | 'storeDir' | 'clock'>;

/** Reads what a window's figures stand on: of productions and states also what was before the window. */
export async function readWindow(
  plant: WindowPlant,
  snapshot: HistorySnapshot,
  window: Interval,
  options: ReadDerivedOptions = {},
): Promise<WindowFacts> {
  const known = knownUntil(snapshot, window);
  const stopped = options.signal === undefined ? {} : { signal: options.signal };
  const [reported, reportedStates, refusals, gaps] = await Promise.all([
    snapshot.read({ kind: 'production', window: known, ...stopped }),
    snapshot.read({ kind: 'equipmentState', window: known, ...stopped }),
    snapshot.read({ kind: 'refusal', window, ...stopped }),
    snapshot.read({ kind: 'gap', window, ...stopped }),
  ]);
  const derived = await readDerivedFacts(plant, snapshot, window, options);
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
  const known = knownUntil(snapshot, window);
  const standsOn = [
    known,
    window,
    snapshot.fingerprint('production', known),
    snapshot.fingerprint('equipmentState', known),
    snapshot.fingerprint('refusal', window),
    snapshot.fingerprint('gap', window),
    derivedFingerprint(plant, snapshot, window) ?? null,
  ];
  return hash('sha256', JSON.stringify(standsOn)).slice(0, 32);
}

/** Never facts from after the window: a report made later from more facts says what it said then. */
function knownUntil(snapshot: HistorySnapshot, { fromAt, toAt }: Interval): Interval {
  const extents = [snapshot.findExtent('production'), snapshot.findExtent('equipmentState')];
  return { fromAt: Math.min(fromAt, ...extents.map((extent) => extent?.fromAt ?? fromAt)), toAt };
}
