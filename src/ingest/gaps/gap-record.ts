/** A gap as a record, and gaps as facts: keyed, so that what becomes of one supersedes what was said of it before. */
import { hash } from 'node:crypto';
import {
  createFactTableBuilder,
  type FactTable,
  type GapCause,
  type GapStatus,
  gapOpenEndAt,
  rowAt,
} from '../../model/index.ts';

/** Source id under which gaps are kept; a plant file may not use ids that begin so. */
export const gapSourceId = 'gemba.gaps';

export interface GapRecord {
  readonly source: string;
  /** Tag id; empty where it is of the whole source. */
  readonly tag: string;
  readonly cause: GapCause;
  readonly startAt: number;
  /** Exclusive; `gapOpenEndAt` while it lasts. */
  readonly endAt: number;
  readonly status: GapStatus;
  readonly lostCount?: number;
  readonly recoveredAt?: number;
  /** Tells apart gaps of the same source, tag, cause and start: the numbers of the records that were lost. */
  readonly records?: string;
}

export function keyOfGap({ source, tag, cause, startAt, records = '' }: GapRecord): string {
  return JSON.stringify([source, tag, cause, startAt, records]);
}

export function isOpen({ endAt }: Pick<GapRecord, 'endAt'>): boolean {
  return endAt === gapOpenEndAt;
}

export function toGapTable(gaps: readonly GapRecord[]): FactTable<'gap'> {
  const builder = createFactTableBuilder('gap');
  for (const gap of gaps) {
    const { records: _, tag, ...row } = gap;
    const fact = { ...row, ...(tag === '' ? {} : { tag }) };
    const content = [gap.endAt, gap.status, gap.lostCount ?? null, gap.recoveredAt ?? null];
    builder.add(fact, bytesOf(keyOfGap(gap)), bytesOf(JSON.stringify(content)));
  }
  return builder.build();
}

/** Gaps read back. What tells apart those of lost records is not kept: they never change again. */
export function fromGapTable(table: FactTable<'gap'>): readonly GapRecord[] {
  return Array.from({ length: table.length }, (_, i) => {
    const row = rowAt(table, i);
    return {
      source: String(row.source),
      tag: String(row.tag ?? ''),
      cause: row.cause as GapCause,
      startAt: row.startAt as number,
      endAt: row.endAt as number,
      status: row.status as GapStatus,
      ...(row.lostCount === undefined ? {} : { lostCount: row.lostCount as number }),
      ...(row.recoveredAt === undefined ? {} : { recoveredAt: row.recoveredAt as number }),
    };
  });
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(hash('sha256', text, 'hex').slice(0, 32), 'hex');
}
