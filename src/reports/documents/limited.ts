/** Lists that keep their first rows and say how many there were. */
import { z } from 'zod';
import { count, record } from './shape.ts';

export interface WrittenList<Row> {
  readonly rows: readonly Row[];
  /** How many there were; `rows` may be fewer. */
  readonly count: number;
}

export function listSchema<Row>(row: z.ZodType<Row>): z.ZodType<WrittenList<Row>> {
  return record<WrittenList<Row>>({ rows: z.array(row), count });
}

export function writeList<From, To>(
  { rows, count: all }: { readonly rows: readonly From[]; readonly count: number },
  write: (row: From) => To,
): WrittenList<To> {
  return { rows: rows.map(write), count: all };
}
