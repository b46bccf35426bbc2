/** Guesses which column of an export means what, by its name: a draft for a person to correct. */

export type MappedField =
  | 'equipment'
  | 'startAt'
  | 'endAt'
  | 'workOrder'
  | 'operation'
  | 'product'
  | 'operators'
  | 'orderCount'
  | 'completedCount'
  | 'scrapCount'
  | 'holdCount'
  | 'isRework'
  | 'reason'
  | 'defect';

/** Words that columns go by, in the order of how surely they mean it. */
const columnNames: Readonly<Record<MappedField, readonly string[]>> = {
  equipment: [
    'resource',
    'machine',
    'equipment',
    'work_center',
    'workcenter',
    'station',
    'asset',
    'maschine',
    'anlage',
  ],
  startAt: ['start', 'start_time', 'started', 'start_at', 'begin', 'from', 'start timestamp', 'beginn'],
  endAt: ['end', 'end_time', 'finish', 'ended', 'end_at', 'stop', 'to', 'complete timestamp', 'ende'],
  workOrder: ['work_order', 'workorder', 'order', 'order_id', 'job', 'case id', 'auftrag'],
  operation: ['operation', 'activity', 'step', 'segment', 'arbeitsgang'],
  product: ['product', 'part', 'item', 'material', 'sku', 'article', 'part desc.', 'artikel'],
  operators: ['worker', 'operator', 'employee', 'user', 'worker id', 'bediener'],
  orderCount: ['order_qty', 'order_quantity', 'work order qty', 'planned_qty', 'target_qty'],
  completedCount: ['qty_completed', 'good', 'good_qty', 'completed', 'ok', 'qty completed', 'gutmenge'],
  scrapCount: ['qty_rejected', 'scrap', 'scrap_qty', 'rejected', 'nok', 'reject', 'qty rejected', 'ausschuss'],
  holdCount: ['qty_mrb', 'hold', 'held', 'qty for mrb', 'blocked', 'gesperrt'],
  isRework: ['rework', 'nacharbeit'],
  reason: ['reason', 'stop_reason', 'downtime_reason', 'reason_code', 'grund'],
  defect: ['defect', 'defect_code', 'fehler'],
};

/** Column by fact field; a column is taken once. */
export type GuessedMapping = Partial<Readonly<Record<MappedField, string>>>;

/**
 * @example guessMapping(['Machine', 'Start', 'End', 'Good']) // { equipment: 'Machine', startAt: 'Start', … }
 */
export function guessMapping(columns: readonly string[]): GuessedMapping {
  const plain = (name: string) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
  const free = new Map(columns.map((column) => [plain(column), column]));
  const mapping: Partial<Record<MappedField, string>> = {};
  for (const [field, names] of Object.entries(columnNames) as [MappedField, readonly string[]][]) {
    const name = names.map(plain).find((candidate) => free.has(candidate));
    if (name === undefined) continue;
    mapping[field] = free.get(name) as string;
    free.delete(name);
  }
  return mapping;
}
