/** Two tables by hand: every type of column, and one without rows. */
import type { Table } from '../../../src/reports/tables/table.ts';

/** 30 March 2012 07:00 in Jerusalem, summer time. */
export const windowEnd: number = Date.UTC(2012, 2, 30, 4);

const column = (id: string, type: Table['columns'][number]['type'], heading = id): Table['columns'][number] => ({
  id,
  label: heading,
  heading,
  type,
});

export const fixedTables: readonly Table[] = [
  {
    id: 'stops',
    title: 'Stops',
    columns: [
      column('equipment', 'text', 'Equipment'),
      column('completed', 'pieces'),
      column('runMs', 'minutes'),
      column('availability', 'ratio'),
      column('from', 'instant'),
      column('date', 'date'),
      column('value', 'measure'),
      column('line', 'integer'),
    ],
    rows: [
      [
        'Machine 7- Laser Marking',
        12,
        20_761_000,
        0.4806,
        '2012-03-30T03:00:00+03:00',
        '2012-03-30',
        { type: 'ratio', value: 0.25 },
        3,
      ],
      ['=1+1', 0, 0, null, null, null, { type: 'minutes', value: 60_000 }, null],
    ],
    rowIds: undefined,
    rowNames: [],
  },
  {
    id: 'nothing',
    title: 'Nothing',
    columns: [column('cause', 'text', 'Cause')],
    rows: [],
    rowIds: undefined,
    rowNames: [],
  },
];
