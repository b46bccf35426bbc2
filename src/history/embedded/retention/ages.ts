/** From when on facts age: from their end, refusals from their receipt. Pure. */
import { type FactKind, factAxes } from '../../../model/index.ts';
import { named } from '../duckdb.ts';
import { dayNumber } from '../layout.ts';
import type { Segment } from '../segment.ts';

/** Instants from which on the first and the last fact of a segment age; infinite where some are kept for ever. */
export interface Ages {
  readonly first: number;
  readonly last: number;
}

const never = Number.POSITIVE_INFINITY;

/** Of a fact; infinite where it is kept for ever. */
export function ageOf(kind: FactKind, startAt: number, endAt: number, receivedAt: number): number {
  if (kind === 'refusal' && Number.isFinite(receivedAt)) return receivedAt;
  return Number.isNaN(dayNumber(startAt, endAt)) ? never : endAt;
}

/** The same in SQL, over all columns of a kind; `day` of a partition has no facts of no known time, `undated` has no others. */
export function ageSql(kind: FactKind, isUndated: boolean): string {
  const end = isUndated ? `'Infinity'::double` : `${named(factAxes[kind].end)}::double`;
  return kind === 'refusal' ? `case when isfinite("receivedAt") then "receivedAt" else ${end} end` : end;
}

/** As a segment says them; of one of before format 4, within what it says of its time. */
export function agesOf({ agesFrom, minStartAt, maxEndAt }: Segment): Ages {
  if (agesFrom !== undefined) return { first: agesFrom[0] ?? never, last: agesFrom[1] ?? never };
  return { first: minStartAt ?? never, last: maxEndAt ?? never };
}

/** As a segment is to say them. */
export function sayAges({ first, last }: Ages): Pick<Segment, 'agesFrom'> {
  const said = (at: number): number | null => (Number.isFinite(at) ? at : null);
  return { agesFrom: [said(first), said(last)] };
}

export function joinAges(ages: readonly Ages[]): Ages {
  return {
    first: Math.min(...ages.map(({ first }) => first)),
    last: Math.max(...ages.map(({ last }) => last)),
  };
}
