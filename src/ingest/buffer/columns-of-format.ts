/**
 * Kinds and columns as format 1 numbers them: a kind by its code, a column by its place. Never reordered; a new column
 * is added at the end, and is absent in records written before.
 */
import type { ColumnName, ColumnType, FactKind } from '../../model/index.ts';
import { factColumns } from '../../model/index.ts';

const kindCodes: Readonly<Record<FactKind, number>> = {
  production: 1,
  equipmentState: 2,
  reading: 3,
  gap: 4,
  refusal: 5,
};

const columnOrder: { readonly [K in FactKind]: readonly ColumnName<K>[] } = {
  production: [
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
    'adjustment',
    'completedCount',
    'scrapCount',
    'holdCount',
    'isRework',
    'defect',
    'source',
    'file',
    'line',
  ],
  equipmentState: [
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
    'adjustment',
    'source',
    'file',
    'line',
  ],
  reading: ['tag', 'at', 'value', 'text', 'quality', 'sequence', 'source'],
  gap: ['source', 'tag', 'startAt', 'endAt', 'cause', 'status', 'lostCount', 'recoveredAt'],
  refusal: [
    'startAt',
    'endAt',
    'code',
    'field',
    'received',
    'expected',
    'raw',
    'header',
    'status',
    'source',
    'file',
    'line',
    'receivedAt',
  ],
};

export interface FormatColumn {
  readonly name: string;
  readonly isText: boolean;
}

export interface FormatKind {
  readonly kind: FactKind;
  readonly code: number;
  readonly columns: readonly FormatColumn[];
}

const formatKinds: readonly FormatKind[] = (Object.keys(kindCodes) as FactKind[]).map((kind) => {
  const types = factColumns[kind] as Readonly<Record<string, ColumnType>>;
  return {
    kind,
    code: kindCodes[kind],
    columns: (columnOrder[kind] as readonly string[]).map((name) => ({ name, isText: types[name] === 'text' })),
  };
});
const byKind = new Map(formatKinds.map((one) => [one.kind, one]));
const byCode = new Map(formatKinds.map((one) => [one.code, one]));

export function formatOfKind(kind: FactKind): FormatKind {
  return byKind.get(kind) as FormatKind;
}

/** @throws RangeError where format 1 has no such kind */
export function formatOfCode(code: number): FormatKind {
  const found = byCode.get(code);
  if (found === undefined) throw new RangeError(`There is no kind of facts with code ${code}.`);
  return found;
}
