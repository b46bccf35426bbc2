/** What is known of a plant now, as JSON: for browsers and other programs. Instants are UTC epoch ms. */
import type { Figures } from '../analytics/index.ts';
import { type EquipmentState, type Plant, type WrittenKnown, writeKnown } from '../model/index.ts';
import type { LiveChange, ResetReason } from './change-feed.ts';
import type {
  LiveFigures,
  LivePicture,
  LivePlant,
  LiveState,
  LiveUnit,
  StateOrigin,
  UnknownStateReason,
} from './live.ts';

export const liveSchemaVersion = 1;

export interface WrittenLiveFigures {
  readonly kind: 'day' | 'shift';
  readonly name: string;
  readonly date: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly windowMs: number;
  readonly runMs: number;
  readonly setupMs: number;
  readonly downMs: number;
  readonly waitMs: number;
  readonly blockedMs: number;
  readonly starvedMs: number;
  readonly silentMs: number;
  readonly plannedMs: number;
  readonly extraMs: number;
  readonly waitPlannedMs: number;
  readonly silentPlannedMs: number;
  readonly plannedStopMs: number;
  readonly completedCount: number;
  readonly scrapCount: number;
  readonly holdCount: number;
  readonly reworkCount: number;
  readonly availabilityRatio: WrittenKnown;
  readonly performanceRatio: WrittenKnown;
  readonly qualityRatio: WrittenKnown;
  readonly oeeRatio: WrittenKnown;
  readonly reportedRatio: WrittenKnown;
  readonly setupRatio: WrittenKnown;
  readonly downRatio: WrittenKnown;
}

export type WrittenLiveState =
  | {
      readonly kind: 'known';
      readonly state: EquipmentState;
      readonly origin: StateOrigin;
      readonly sinceAt: number;
      readonly reason: string | null;
      readonly product: string | null;
      readonly operation: string | null;
      readonly workOrder: string | null;
    }
  | { readonly kind: 'unknown'; readonly reason: UnknownStateReason; readonly sinceAt: number | null };

export interface WrittenLiveUnit {
  readonly equipment: string;
  readonly name: string;
  readonly path: string;
  readonly asOfAt: number;
  readonly isCatchingUp: boolean;
  readonly state: WrittenLiveState;
  readonly day: WrittenLiveFigures;
  readonly shift: WrittenLiveFigures | null;
}

export interface WrittenLivePlant {
  readonly asOfAt: number;
  readonly isCatchingUp: boolean;
  readonly runningCount: number;
  readonly setupCount: number;
  readonly downCount: number;
  readonly starvedCount: number;
  readonly blockedCount: number;
  readonly idleCount: number;
  readonly unknownCount: number;
  readonly day: WrittenLiveFigures;
  readonly shift: WrittenLiveFigures | null;
}

/** What `GET /live` answers. */
export interface WrittenLivePicture {
  readonly schemaVersion: typeof liveSchemaVersion;
  readonly plantId: string;
  readonly plantName: string;
  readonly zone: string;
  readonly token: string;
  readonly plant: WrittenLivePlant | null;
  readonly units: readonly WrittenLiveUnit[];
}

/** The data of an event of `GET /live/changes`; the event's name is its kind. */
export type WrittenLiveChange =
  | { readonly kind: 'reset'; readonly reason: ResetReason; readonly picture: WrittenLivePicture }
  | { readonly kind: 'unit'; readonly unit: WrittenLiveUnit }
  | { readonly kind: 'plant'; readonly plant: WrittenLivePlant }
  | { readonly kind: 'skipped'; readonly changeCount: number };

export function writePicture(plant: Plant, picture: LivePicture): WrittenLivePicture {
  return {
    schemaVersion: liveSchemaVersion,
    plantId: plant.id,
    plantName: plant.name,
    zone: plant.zone.id,
    token: picture.token,
    plant: picture.plant === undefined ? null : writePlant(picture.plant),
    units: picture.units.map((unit) => writeUnit(plant, unit)),
  };
}

export function writeChange(plant: Plant, change: LiveChange): WrittenLiveChange {
  switch (change.kind) {
    case 'reset':
      return { kind: 'reset', reason: change.reason, picture: writePicture(plant, change.picture) };
    case 'unit':
      return { kind: 'unit', unit: writeUnit(plant, change.unit) };
    case 'plant':
      return { kind: 'plant', plant: writePlant(change.plant) };
    case 'skipped':
      return { kind: 'skipped', changeCount: change.changeCount };
  }
}

function writeUnit(plant: Plant, { equipment, asOfAt, isCatchingUp, state, day, shift }: LiveUnit): WrittenLiveUnit {
  const { name, path } = plant.equipment.get(equipment);
  return {
    equipment,
    name,
    path,
    asOfAt,
    isCatchingUp,
    state: writeState(state),
    day: writeFigures(day),
    shift: shift === undefined ? null : writeFigures(shift),
  };
}

function writePlant({ asOfAt, isCatchingUp, unitCounts, day, shift }: LivePlant): WrittenLivePlant {
  return {
    asOfAt,
    isCatchingUp,
    runningCount: unitCounts.running,
    setupCount: unitCounts.setup,
    downCount: unitCounts.down,
    starvedCount: unitCounts.starved,
    blockedCount: unitCounts.blocked,
    idleCount: unitCounts.idle,
    unknownCount: unitCounts.unknown,
    day: writeFigures(day),
    shift: shift === undefined ? null : writeFigures(shift),
  };
}

function writeState(state: LiveState): WrittenLiveState {
  if (state.kind === 'unknown') return { ...state, sinceAt: state.sinceAt ?? null };
  const { reason, product, operation, workOrder } = state;
  return {
    ...state,
    reason: reason ?? null,
    product: product ?? null,
    operation: operation ?? null,
    workOrder: workOrder ?? null,
  };
}

/** Every field by name: nothing reaches a document that is not named here. */
function writeFigures({ window, figures: { times, pieces, ratios } }: LiveFigures<Figures>): WrittenLiveFigures {
  return {
    kind: window.kind,
    name: window.name,
    date: window.date,
    fromAt: window.fromAt,
    toAt: window.toAt,
    windowMs: times.windowMs,
    runMs: times.runMs,
    setupMs: times.setupMs,
    downMs: times.downMs,
    waitMs: times.waitMs,
    blockedMs: times.blockedMs,
    starvedMs: times.starvedMs,
    silentMs: times.silentMs,
    plannedMs: times.plannedMs,
    extraMs: times.extraMs,
    waitPlannedMs: times.waitPlannedMs,
    silentPlannedMs: times.silentPlannedMs,
    plannedStopMs: times.plannedStopMs,
    completedCount: pieces.completed,
    scrapCount: pieces.scrap,
    holdCount: pieces.hold,
    reworkCount: pieces.rework,
    availabilityRatio: writeKnown(ratios.availability),
    performanceRatio: writeKnown(ratios.performance),
    qualityRatio: writeKnown(ratios.quality),
    oeeRatio: writeKnown(ratios.oee),
    reportedRatio: writeKnown(ratios.reportedRatio),
    setupRatio: writeKnown(ratios.setupRatio),
    downRatio: writeKnown(ratios.downRatio),
  };
}
