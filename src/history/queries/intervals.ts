/** Productions and equipment states, as they were reported or told by sensors. */
import { splitCount } from '../../analytics/index.ts';
import { type EquipmentState, type FactTable, signalSourceId, textAt } from '../../model/index.ts';
import { checkRowCount } from './limits.ts';
import { chooseUnits, type Names } from './names.ts';
import { pickRows } from './pick-rows.ts';
import type { QueryContext } from './query-context.ts';
import { type FactSlice, isFirstSeen, sliceUnitFacts } from './slices.ts';
import type { QueryTable } from './table.ts';
import { type ColumnsOf, createTableBuilder, type TableBuilder } from './table-builder.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface IntervalChoice {
  readonly window: QueryWindow;
  /** Ids: work units of these and of what is below them; default: of the plant. */
  readonly equipment?: Names;
  /** Default: both. */
  readonly kind?: 'production' | 'equipmentState';
  /** Default: any. `down` are the stops. */
  readonly state?: EquipmentState;
  readonly signal?: AbortSignal;
}

export interface IntervalsQuery extends IntervalChoice {
  /** Cut to the window, with the pieces that fall into it; default: whole, as reported. */
  readonly isClipped?: boolean;
}

const spec = {
  kind: ['text', 'not-in-the-data'],
  equipment: ['text', 'not-in-the-data'],
  startAt: ['instant', 'not-in-the-data'],
  endAt: ['instant', 'not-in-the-data'],
  state: ['text', 'not-in-the-data'],
  reason: ['text', 'not-in-the-data'],
  workOrder: ['text', 'not-in-the-data'],
  operation: ['text', 'not-in-the-data'],
  product: ['text', 'not-in-the-data'],
  operators: ['text', 'not-in-the-data'],
  completedCount: ['number', 'not-in-the-data'],
  scrapCount: ['number', 'not-in-the-data'],
  holdCount: ['number', 'not-in-the-data'],
  isRework: ['flag', 'not-in-the-data'],
  defect: ['text', 'not-in-the-data'],
  source: ['text', 'not-in-the-data'],
  file: ['text', 'not-in-the-data'],
  line: ['number', 'not-in-the-data'],
} as const;
export type IntervalColumns = ColumnsOf<typeof spec>;

/** Each fact once, in the order in which they begin, those of a work unit together where they begin together. */
export async function queryIntervals(
  context: QueryContext,
  { window, equipment, kind, state, isClipped = false, signal }: IntervalsQuery,
): Promise<QueryTable<IntervalColumns>> {
  const asked = intervalOf(context.plant, window);
  const units = new Set(chooseUnits(context.plant, equipment).map(({ id }) => id as string));
  const builder = createTableBuilder(spec);
  /** Rows that sensors told up to the end of a slice, which go on in the next. */
  let open = new Map<string, number>();
  for await (const slice of sliceUnitFacts(context, { window: asked, equipment: [...units], signal })) {
    const goingOn = new Map<string, number>();
    for (const table of [slice.production, slice.equipmentState]) {
      if (kind !== undefined && table.kind !== kind) continue;
      for (let row = 0; row < table.length; row++) {
        const { columns } = table;
        if (!units.has(textAt(columns.equipment, row))) continue;
        if (state !== undefined && textAt(columns.state, row) !== state) continue;
        const isTold = textAt(columns.source, row) === signalSourceId;
        const key = isTold ? keyOf(table, row) : '';
        const startAt = columns.startAt[row] as number;
        const endAt = columns.endAt[row] as number;
        let place = isTold && startAt < slice.window.fromAt ? open.get(key) : undefined;
        if (place !== undefined) builder.set('endAt', place, endAt);
        else if (isFirstSeen(slice, startAt, endAt)) place = addFact(builder, table, row);
        if (isTold && place !== undefined && endAt >= slice.window.toAt) goingOn.set(key, place);
      }
    }
    open = goingOn;
    checkRowCount(builder.length);
  }
  const found = builder.build();
  return sorted(isClipped ? clipped(found, asked) : found);
}

function keyOf({ kind, columns }: FactSlice['production' | 'equipmentState'], row: number): string {
  return JSON.stringify([
    kind,
    textAt(columns.equipment, row),
    textAt(columns.state, row),
    textAt(columns.reason, row),
  ]);
}

function addFact(
  builder: TableBuilder<typeof spec>,
  table: FactTable<'production'> | FactTable<'equipmentState'>,
  row: number,
): number {
  const { columns } = table;
  const text = (
    name: 'equipment' | 'state' | 'reason' | 'workOrder' | 'operation' | 'product' | 'operators' | 'source' | 'file',
  ) => textAt(columns[name], row);
  builder.add({
    kind: table.kind,
    equipment: text('equipment'),
    startAt: Math.round(columns.startAt[row] as number),
    endAt: Math.round(columns.endAt[row] as number),
    state: text('state'),
    reason: text('reason'),
    workOrder: text('workOrder'),
    operation: text('operation'),
    product: text('product'),
    operators: text('operators'),
    ...('defect' in columns
      ? {
          completedCount: columns.completedCount[row] as number,
          scrapCount: columns.scrapCount[row] as number,
          holdCount: columns.holdCount[row] as number,
          isRework: columns.isRework[row] === 1 ? 1 : 0,
          defect: textAt(columns.defect, row),
        }
      : {}),
    source: text('source'),
    file: text('file'),
    line: columns.line[row] as number,
  });
  return builder.length - 1;
}

function clipped(
  { length, columns }: QueryTable<IntervalColumns>,
  { fromAt, toAt }: { readonly fromAt: number; readonly toAt: number },
): QueryTable<IntervalColumns> {
  const [starts, ends] = [columns.startAt.values, columns.endAt.values];
  for (const { values } of [columns.completedCount, columns.scrapCount, columns.holdCount])
    for (let row = 0; row < length; row++) {
      const count = values[row] as number;
      if (!Number.isNaN(count))
        values[row] = splitCount(count, starts[row] as number, ends[row] as number, fromAt, toAt);
    }
  const within = (values: Float64Array): Float64Array => values.map((at) => Math.min(Math.max(at, fromAt), toAt));
  return {
    length,
    columns: {
      ...columns,
      startAt: { ...columns.startAt, values: within(starts) },
      endAt: { ...columns.endAt, values: within(ends) },
    },
  };
}

function sorted(table: QueryTable<IntervalColumns>): QueryTable<IntervalColumns> {
  const { startAt, endAt, equipment } = table.columns;
  const order = Uint32Array.from({ length: table.length }, (_, row) => row);
  const name = (row: number): string => textAt(equipment, row);
  order.sort(
    (a, b) =>
      (startAt.values[a] as number) - (startAt.values[b] as number) ||
      (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0) ||
      (endAt.values[a] as number) - (endAt.values[b] as number) ||
      a - b,
  );
  return pickRows(table, order);
}
