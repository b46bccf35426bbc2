/** The tables of a report as files: one CSV per table, or one workbook with a sheet per table. */
import { GembaError } from '../../model/index.ts';
import type { RenderedFile } from '../report-kind.ts';
import { toCsv } from './csv.ts';
import type { Table } from './table.ts';
import { toXlsx, type WorkbookOptions } from './xlsx.ts';

export const csvMediaType = 'text/csv; charset=utf-8';
export const xlsxMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** @param stem what the names begin with: `daily-2012-02-29-production` gives `daily-2012-02-29-production-stops.csv` */
export function csvFiles(tables: readonly Table[], stem: string): RenderedFile[] {
  const encoder = new TextEncoder();
  return tables.map((table) => ({
    name: `${stem}-${table.id}.csv`,
    format: 'csv',
    mediaType: csvMediaType,
    bytes: encoder.encode(toCsv(table)),
  }));
}

export async function xlsxFile(
  tables: readonly Table[],
  stem: string,
  options: WorkbookOptions,
): Promise<RenderedFile> {
  return {
    name: `${stem}.xlsx`,
    format: 'xlsx',
    mediaType: xlsxMediaType,
    bytes: await toXlsx(tables, options),
  };
}

/**
 * Those tables, in their own order; undefined: all.
 *
 * @throws GembaError `usage` for one that the report has not, naming those it has
 */
export function chooseTables(tables: readonly Table[], ids: readonly string[] | undefined): readonly Table[] {
  if (ids === undefined) return tables;
  const known = tables.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new GembaError('usage', `This report has no table '${unknown}'. Its tables: ${known.join(', ')}.`, {
      details: { table: unknown, known },
    });
  return tables.filter(({ id }) => ids.includes(id));
}
