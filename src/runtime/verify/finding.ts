/** What a look over a plant's store has found, as data. */
import type { DamageKind, Finding, HistoryPart, Remedy } from '../../history/index.ts';
import type { Interval } from '../../time/index.ts';

export const plantParts = ['state', 'archive', 'buffer', 'derived', 'plant-lease', 'store'] as const;
export type PlantPart = HistoryPart | (typeof plantParts)[number];

/** A report that was recorded and stands on what is damaged, or lacks a file. */
export interface TouchedReport {
  readonly label: string;
  readonly audience: string;
  readonly revision: number;
  readonly window: Interval;
}

/** Paths are relative to the store. */
export interface PlantFinding extends Finding<PlantPart> {
  readonly reports: readonly TouchedReport[];
}

/** A damage that is nothing of a kind, a place and a time. */
export function plantDamage(
  part: PlantPart,
  kind: DamageKind,
  path: string,
  what: string,
  remedy: Remedy = 'restore',
  reports: readonly TouchedReport[] = [],
): PlantFinding {
  return { severity: 'damage', part, kind, path, what, touches: undefined, remedy, reports };
}

export function plantNote(part: PlantPart, path: string, what: string, remedy: Remedy): PlantFinding {
  return { severity: 'note', part, kind: 'left-over', path, what, touches: undefined, remedy, reports: [] };
}
