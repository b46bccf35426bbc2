/** A report that was sent, and of which a figure has changed since: the next revision says which, and why. */
import { z } from 'zod';
import { count, record } from '../documents/shape.ts';

const changeUnits = ['pieces', 'minutes', 'ratio'] as const;
export type ChangeUnit = (typeof changeUnits)[number];

/** One figure that the earlier revision had otherwise. */
export interface FigureChange {
  /** `<table>/<row>/<column>`: the same in every language. */
  readonly id: string;
  /** The row and the column, in the audience's language. */
  readonly where: string;
  readonly figure: string;
  readonly unit: ChangeUnit;
  /** Pieces, milliseconds (`minutes`) or 0 to 1 (`ratio`); null where it was unknown, or its row was not there. */
  readonly from: number | null;
  readonly to: number | null;
}

/** The `revision` of a document; `null` in one that was sent first, or not sent at all. */
export interface WrittenRevision {
  /** 2 for the first that follows a sent report. */
  readonly number: number;
  /** Why there is it, in the audience's language: `3 late facts, 1 correction`. */
  readonly reason: string;
  /** Facts of the window that came after the earlier revision was made. */
  readonly lateFacts: number;
  /** Facts of the window that replaced earlier ones since. */
  readonly corrections: number;
  /** The main changes, those of the plant first. */
  readonly changes: readonly FigureChange[];
  /** All figures that changed beyond the tolerance, shown or not. */
  readonly changeCount: number;
}

/** So many are told; the others are counted. */
export const changesMax = 20;

export const revisionSchema: z.ZodType<WrittenRevision> = record<WrittenRevision>({
  number: z.int().min(2),
  reason: z.string().min(1),
  lateFacts: count,
  corrections: count,
  changes: z
    .array(
      record<FigureChange>({
        id: z.string(),
        where: z.string(),
        figure: z.string(),
        unit: z.enum(changeUnits),
        from: z.number().nullable(),
        to: z.number().nullable(),
      }),
    )
    .max(changesMax),
  changeCount: count,
});

/** By how much a sent figure may change before a revision is made. A change of exactly so much makes none. */
export interface RevisionTolerance {
  /** Pieces; default 0: any piece counts. */
  readonly pieces: number;
  /** Minutes of a time; default 1. */
  readonly minutes: number;
  /** Percentage points of a ratio; default 0.1. */
  readonly points: number;
}

export const defaultTolerance: RevisionTolerance = { pieces: 0, minutes: 1, points: 0.1 };
/** Tells every change there is. */
export const noTolerance: RevisionTolerance = { pieces: 0, minutes: 0, points: 0 };
