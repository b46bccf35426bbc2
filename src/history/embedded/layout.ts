/** Names of files and folders in the store. Paths in the manifest are relative to the store, with `/` on any system. */
import type { FactKind } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';

/** The format this version writes, and the newest it reads. */
export const formatVersion = 4;

export const segmentRoles = ['facts', 'superseded'] as const;
/** `facts`: rows; `superseded`: which rows of the partition a later content has replaced. */
export type SegmentRole = (typeof segmentRoles)[number];

/** UTC day of `startAt` as `YYYY-MM-DD`, or `undated`. */
export type PartitionDay = string;
export const undated: PartitionDay = 'undated';

/** Instants outside these cannot be written as a date (ECMAScript's range, ±8.64e15 ms). */
const instantMax = 8.64e15;

/** Whole days since 1970 of a fact's start; `NaN` where start or end is absent, so that it lies in no window. */
export function dayNumber(startAt: number, endAt: number): number {
  if (!(Math.abs(startAt) <= instantMax) || !(Math.abs(endAt) <= instantMax)) return Number.NaN;
  return Math.floor(startAt / dayMs);
}

/** @example dayName(15_399) // '2012-02-29' */
export function dayName(day: number): PartitionDay {
  return Number.isNaN(day) ? undated : new Date(day * dayMs).toISOString().slice(0, -14);
}

/**
 * Whether what supersedes a fact of a kind lies at the same instant, so that what a day spans stays what it was. Of other
 * kinds it is computed over the whole day, which readings are too many for.
 */
export function isExtentKept(kind: FactKind): boolean {
  return kind === 'reading';
}

export function partitionOf(segment: { readonly kind: FactKind; readonly day: PartitionDay }): string {
  return `${segment.kind}/${segment.day}`;
}

export function segmentPath(role: SegmentRole, kind: FactKind, day: PartitionDay, name: string): string {
  return `${role}/${kind}/${day}/${name}.parquet`;
}

/** The folder of the files of rollups. */
export const rollupFolder = 'rollup';

/** Numbers are padded so that a folder's listing is in order. */
export function numbered(sequence: number): string {
  return String(sequence).padStart(12, '0');
}

export const manifestFolder = 'manifest';
export const leaseFolder = 'lease';
export const entryName = (sequence: number): string => `${numbered(sequence)}.json`;
export const checkpointName = (sequence: number): string => `${numbered(sequence)}.checkpoint.json`;
/** What has this ending is never read: written, fsynced, then renamed or linked. */
export const temporaryEnding = '.tmp';
