/** What a simulated MES reports, as a file: the rows of an export, and the mapping that reads them. */
import type { FileMapping } from '../../ingest/index.ts';
import { type FactRow, type FactTable, rowAt } from '../../model/index.ts';
import type { Zone } from '../../time/index.ts';

const columns = [
  'report',
  'machine',
  'start',
  'end',
  'work_order',
  'operation',
  'product',
  'operators',
  'ordered',
  'completed',
  'scrapped',
  'defect',
  'reason',
] as const;

export const mesHeader: string = `${columns.join(',')}\n`;

/** The `mapping` of a plant file that reads these rows. */
export const mesMapping: FileMapping = {
  fact: {
    column: 'report',
    values: {
      production: { kind: 'production', state: 'running' },
      setup: { kind: 'production', state: 'setup' },
      stop: { kind: 'equipmentState', state: 'down' },
    },
  },
  equipment: 'machine',
  startAt: 'start',
  endAt: 'end',
  workOrder: 'work_order',
  operation: 'operation',
  product: 'product',
  operators: 'operators',
  orderCount: 'ordered',
  completedCount: 'completed',
  scrapCount: 'scrapped',
  defect: 'defect',
  reason: 'reason',
};

/** Rows of reports, in the order of their ends, as an MES exports them when they are complete. */
export function writeMesRows(
  {
    production,
    equipmentState,
  }: {
    readonly production: FactTable<'production'>;
    readonly equipmentState: FactTable<'equipmentState'>;
  },
  zone: Zone,
): string {
  const rows = [...rowsOf(production), ...rowsOf(equipmentState)];
  rows.sort((a, b) => a.endAt - b.endAt || (a.machine < b.machine ? -1 : a.machine > b.machine ? 1 : 0));
  return rows.map(({ cells }) => `${cells(zone).map(quoted).join(',')}\n`).join('');
}

interface MesRow {
  readonly endAt: number;
  readonly machine: string;
  readonly cells: (zone: Zone) => readonly (string | number)[];
}

function rowsOf(table: FactTable<'production'> | FactTable<'equipmentState'>): MesRow[] {
  return Array.from({ length: table.length }, (_, i) => {
    const row = (table.kind === 'production' ? rowAt(table, i) : rowAt(table, i)) as FactRow<'production'>;
    const report = table.kind === 'equipmentState' ? 'stop' : row.state === 'setup' ? 'setup' : 'production';
    return {
      endAt: row.endAt as number,
      machine: row.equipment as string,
      cells: (zone) => [
        report,
        row.equipment ?? '',
        zone.format(row.startAt as number),
        zone.format(row.endAt as number),
        row.workOrder ?? '',
        row.operation ?? '',
        row.product ?? '',
        row.operators ?? '',
        row.orderCount ?? '',
        row.completedCount ?? '',
        row.scrapCount ?? '',
        row.defect ?? '',
        (row as FactRow<'equipmentState'>).reason ?? '',
      ],
    };
  });
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
