/** The hot decoder against a plain one: csv-parse, then a zod schema of the row. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseLocalDateTime } from 'gemba/time';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createFolder } from './support/folder.ts';
import { contextOf, load, sourceOf } from './support/plant.ts';

const folder = createFolder();
const context = contextOf(folder.dir);
const columns = ['machine', 'from', 'to', 'good', 'rework', 'order', 'ignored'] as const;

const instant = z.string().transform((text, issues) => {
  const localMs = parseLocalDateTime(text);
  if (Number.isNaN(localMs)) issues.addIssue({ code: 'custom', message: 'not a time' });
  return context.zone.instantOf(localMs);
});

/** What a row is, said once more in zod. */
const rowSchema = z
  .object({
    machine: z.enum(['Lathe 7', 'Mill 2']).transform((name) => context.findEquipment(name)),
    from: instant,
    to: instant,
    good: z
      .string()
      .trim()
      .regex(/^$|^[-+]?\d{1,30}(\.\d{1,30})?$/)
      .transform((text) => (text === '' ? undefined : Number(text) + 0))
      .refine((value) => value === undefined || (Number.isSafeInteger(value) && value >= 0)),
    rework: z.enum(['', 'Y', 'N']).transform((text) => (text === 'Y' ? 1 : 0)),
    order: z
      .string()
      .refine((text) => !text.includes('\0'))
      .transform((text) => (text === '' ? undefined : text)),
    ignored: z.string().refine((text) => !text.includes('\0')),
  })
  .refine(({ from, to }) => to >= from);

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', ' ', ',', ';', '"', '\n', '\r\n', '0', '\0'),
  maxLength: 8,
});
const time = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('2012-02-29T07:00', '2012-03-30T02:15', '2012-03-30 03:15:30.25', '2012-10-28T01:30'),
  },
  fc.constantFrom('', '2012-02-30T07:00', 'x', '2012-02-29'),
);
const cells = fc.tuple(
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom('Lathe 7', 'Mill 2') }, text),
  time,
  time,
  fc.oneof(
    fc.nat().map(String),
    fc.constantFrom('', ' 7 ', '-1', '1.5', '10.0', '-0', '1e3', '+3', '12345678901234567890'),
  ),
  fc.constantFrom('', 'Y', 'N', 'maybe'),
  text,
  text,
);

function quoted(cell: string, always: boolean): string {
  return always || /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

it('the decoder of CSV is csv-parse and a zod schema, row by row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(cells, { maxLength: 12 }),
      fc.record({
        delimiter: fc.constantFrom(',', ';', '\t'),
        lineEnd: fc.constantFrom('\n', '\r\n'),
        quote: fc.boolean(),
        bom: fc.boolean(),
        endsWithLine: fc.boolean(),
      }),
      async (rows, { delimiter, lineEnd, quote, bom, endsWithLine }) => {
        const lines = [columns, ...rows].map((row) => row.map((cell) => quoted(cell, quote)).join(delimiter));
        const csv = (bom ? '\ufeff' : '') + lines.join(lineEnd) + (endsWithLine ? lineEnd : '');
        folder.write('p.csv', csv);
        const expected = (
          parse(csv, {
            delimiter,
            bom: true,
            columns: true,
            record_delimiter: lineEnd,
            relax_column_count: true,
          }) as unknown[]
        ).flatMap((record) => {
          const { success, data } = rowSchema.safeParse(record);
          return success ? [[data.machine, data.from, data.to, data.good, data.rework, data.order]] : [];
        });
        const loaded = await load(
          sourceOf(
            {
              kind: 'csv',
              id: 'log',
              path: 'p.csv',
              delimiter,
              mapping: {
                fact: { kind: 'production', state: 'running' },
                equipment: 'machine',
                startAt: 'from',
                endAt: 'to',
                completedCount: 'good',
                isRework: { column: 'rework', true: ['Y'], false: ['N'] },
                workOrder: 'order',
              },
            },
            context,
          ),
        );
        expect(loaded.received).toBe(rows.length);
        expect(
          loaded
            .rows('production')
            .map((fact) => [
              fact.equipment,
              fact.startAt,
              fact.endAt,
              fact.completedCount,
              fact.isRework,
              fact.workOrder,
            ]),
        ).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
