import type { FileMapping } from '../../../src/ingest/index.ts';

/** The mapping of the demo's plant file. */
export const demoMapping: FileMapping = {
  fact: {
    column: 'report_type',
    values: {
      D: { kind: 'production', state: 'running' },
      S: { kind: 'production', state: 'setup' },
      B: { kind: 'equipmentState', state: 'down', reason: 'breakdown' },
    },
  },
  equipment: 'resource',
  startAt: 'start',
  endAt: 'end',
  workOrder: 'work_order',
  operation: 'operation',
  product: 'part',
  operators: 'worker',
  orderCount: 'order_qty',
  completedCount: 'qty_completed',
  scrapCount: 'qty_rejected',
  holdCount: 'qty_mrb',
  isRework: { column: 'rework', true: ['Y'] },
};
