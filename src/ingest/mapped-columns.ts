/** Which columns of a file a mapping reads, and how. */
import type { FileMapping } from './config.ts';

/** The columns of a fact that a mapping may name, in the order of its schema. */
export const mappedColumns = [
  'equipment',
  'startAt',
  'endAt',
  'state',
  'workOrder',
  'operation',
  'product',
  'operators',
  'orderCount',
  'reason',
  'completedCount',
  'scrapCount',
  'holdCount',
  'isRework',
  'defect',
] as const;
export type MappedColumn = (typeof mappedColumns)[number];

/** Name of the file's column that a fact's column comes from; undefined where it is constant or not mapped. */
export function columnOf(mapping: FileMapping, name: MappedColumn): string | undefined {
  const entry = mapping[name];
  if (entry === undefined || typeof entry === 'string') return entry;
  return 'column' in entry ? entry.column : undefined;
}

/** All columns of the file that the mapping reads, each once. */
export function listColumns(mapping: FileMapping): readonly string[] {
  const ofFact = 'column' in mapping.fact ? [mapping.fact.column] : [];
  const mapped = mappedColumns.map((name) => columnOf(mapping, name)).filter((column) => column !== undefined);
  return [...new Set([...ofFact, ...(mapping.key ?? []), ...mapped])];
}
