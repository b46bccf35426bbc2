/** Every table of a daily document, in the order of a workbook's sheets. */
import type { DailyDocument } from '../../documents/daily-document.ts';
import { createSpeaker } from '../../words/speaker.ts';
import type { TableContext, TableSpec } from '../column.ts';
import type { Table } from '../table.ts';
import { tableWordsOf } from '../words/table-words.ts';
import { comparisonTables } from './comparison-tables.ts';
import { dayTables, trustTables } from './day-tables.ts';
import { figureTables } from './figure-tables.ts';
import { lineTables } from './line-tables.ts';
import { maintenanceTables } from './maintenance-tables.ts';
import { productionTables } from './production-tables.ts';
import { qualityTables } from './quality-tables.ts';
import { shiftLeadTables } from './shift-lead-tables.ts';
import type { TableDocument } from './table-document.ts';

const specs: readonly TableSpec<TableDocument>[] = [
  ...figureTables,
  ...comparisonTables,
  ...lineTables,
  ...dayTables,
  ...productionTables,
  ...qualityTables,
  ...maintenanceTables,
  ...shiftLeadTables,
  ...trustTables,
];

/**
 * The tables that a role's document has, also those without a row. They hold what the document holds and nothing else.
 *
 * @example dailyTables(document).map(({ id }) => id) // ['plant', 'equipment', 'shifts', …]
 */
export function dailyTables(document: DailyDocument): readonly Table[] {
  const seen: TableDocument = document;
  const context = contextOf(seen);
  return specs.flatMap((spec) => spec.build(seen, context) ?? []);
}

function contextOf({ language, zone, date, currency }: TableDocument): TableContext {
  const speaker = createSpeaker({ language, zone: { id: zone }, date: date ?? undefined });
  return { speaker, words: tableWordsOf(speaker.words), zone, currency: currency ?? undefined };
}
