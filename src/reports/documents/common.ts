/** The part that every role's daily document begins with. */
import { z } from 'zod';
import type { Role, WrittenKnown } from '../../model/index.ts';
import { roles, writeKnown } from '../../model/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import { revisionSchema, type WrittenRevision } from '../revisions/revision.ts';
import {
  orNull,
  plantSchema,
  unitSchema,
  type WrittenPlant,
  type WrittenUnit,
  type WrittenWindow,
  windowSchema,
  writePlant,
  writeUnit,
  written,
} from './parts.ts';
import { count, instant, localDate, ms, record, type ShapeOf } from './shape.ts';

export const schemaVersion = 1;

export interface WrittenCompleteness {
  readonly reportedRatio: WrittenKnown;
  readonly silentPlannedMs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly corrected: number;
  readonly adjusted: Readonly<Record<string, number>>;
  readonly unmapped: readonly { readonly field: string; readonly code: string; readonly count: number }[];
  readonly gaps: readonly {
    readonly source: string;
    /** Tag id; null where the whole source was silent. */
    readonly tag: string | null;
    readonly from: string;
    /** Null where it still lasted at the window's end. */
    readonly to: string | null;
    readonly cause: string;
    /** Readings known to be lost; null where nobody knows. */
    readonly lostCount: number | null;
    /** Whether readings of the time within it came later. */
    readonly recovered: boolean;
  }[];
}

export interface WrittenProvenance {
  readonly softwareVersion: string;
  readonly dataFingerprint: string;
  readonly configFingerprint: string;
  /** What sensors tell of the window; left out where no unit has signals. */
  readonly signals?: { readonly factCount: number; readonly fingerprint: string };
  readonly sources: readonly { readonly id: string; readonly kind: string; readonly factCount: number | null }[];
}

export interface WrittenShiftName {
  readonly name: string;
  readonly date: string;
}

export interface CommonPart {
  readonly schemaVersion: typeof schemaVersion;
  readonly kind: 'daily';
  readonly role: Role;
  readonly audience: string;
  readonly language: string;
  readonly plantId: string;
  readonly plantName: string;
  /** IANA zone that all local times are in. */
  readonly zone: string;
  /** The production day, or null for a window that is not one. */
  readonly date: string | null;
  /** The shift that the window is, with the date it began; null for any other window. */
  readonly shift: WrittenShiftName | null;
  readonly window: WrittenWindow;
  /** Which revision of a sent report this is, and why; null for the first, and for one that was not sent. */
  readonly revision: WrittenRevision | null;
  readonly completeness: WrittenCompleteness;
  readonly plant: WrittenPlant;
  /** Every work unit of the plant, silent ones too. */
  readonly equipment: readonly WrittenUnit[];
  readonly provenance: WrittenProvenance;
}

const completenessSchema = record<WrittenCompleteness>({
  reportedRatio: written,
  silentPlannedMs: ms,
  accepted: count,
  refused: count,
  corrected: count,
  adjusted: z.record(z.string(), count),
  unmapped: z.array(z.strictObject({ field: z.string(), code: z.string(), count })),
  gaps: z.array(
    z.strictObject({
      source: z.string(),
      tag: z.string().nullable(),
      from: instant,
      to: instant.nullable(),
      cause: z.string(),
      lostCount: count.nullable(),
      recovered: z.boolean(),
    }),
  ),
});

const provenanceSchema = record<WrittenProvenance>({
  softwareVersion: z.string(),
  dataFingerprint: z.string(),
  configFingerprint: z.string(),
  signals: z.strictObject({ factCount: count, fingerprint: z.string() }).exactOptional(),
  sources: z.array(z.strictObject({ id: z.string(), kind: z.string(), factCount: count.nullable() })),
});

export const commonShape: ShapeOf<CommonPart> = {
  schemaVersion: z.literal(schemaVersion),
  kind: z.literal('daily'),
  role: z.enum(roles),
  audience: z.string(),
  language: z.string(),
  plantId: z.string(),
  plantName: z.string(),
  zone: z.string(),
  date: localDate.nullable(),
  shift: record<WrittenShiftName>({ name: z.string(), date: localDate }).nullable(),
  window: windowSchema,
  revision: revisionSchema.nullable(),
  completeness: completenessSchema,
  plant: plantSchema,
  equipment: z.array(unitSchema),
  provenance: provenanceSchema,
};

export function writeCommon({ analysis, plant, audience, provenance, revision }: DailyReportInput): CommonPart {
  const { window, completeness, figures } = analysis;
  const at = (instantMs: number): string => plant.zone.format(instantMs);
  return {
    schemaVersion,
    kind: 'daily',
    role: audience.role,
    audience: audience.id,
    language: audience.language,
    plantId: plant.id,
    plantName: plant.name,
    zone: plant.zone.id,
    date: orNull(analysis.day?.date),
    shift: writeShiftName(analysis, plant),
    window: { from: at(window.fromAt), to: at(window.toAt) },
    revision: orNull(revision),
    completeness: {
      reportedRatio: writeKnown(completeness.reportedRatio),
      silentPlannedMs: Math.round(completeness.silentPlannedMs),
      accepted: completeness.accepted,
      refused: completeness.refused,
      corrected: completeness.corrected,
      adjusted: { ...completeness.adjusted },
      unmapped: completeness.unmapped.map(({ field, code, count: n }) => ({ field, code, count: n })),
      gaps: completeness.gaps.map(({ source, tag, fromAt, toAt, cause, lostCount, isRecovered }) => ({
        source,
        tag: orNull(tag),
        from: at(fromAt),
        to: toAt === undefined ? null : at(toAt),
        cause,
        lostCount: orNull(lostCount),
        recovered: isRecovered,
      })),
    },
    plant: writePlant(figures.plant),
    equipment: figures.units.map((unit) => writeUnit(plant.equipment.get(unit.equipment), unit)),
    provenance: {
      softwareVersion: provenance.softwareVersion,
      dataFingerprint: provenance.dataFingerprint,
      configFingerprint: provenance.configFingerprint,
      ...(provenance.signals && { signals: { ...provenance.signals } }),
      sources: provenance.sources.map(({ id, kind, factCount }) => ({ id, kind, factCount: orNull(factCount) })),
    },
  };
}

/** A production day is no shift, though one may fill it. */
export function writeShiftName(
  { day, window }: DailyReportInput['analysis'],
  plant: DailyReportInput['plant'],
): WrittenShiftName | null {
  if (day !== undefined) return null;
  const shift = plant.listShifts(window).find(({ fromAt, toAt }) => fromAt === window.fromAt && toAt === window.toAt);
  return shift === undefined ? null : { name: shift.name, date: shift.date };
}
