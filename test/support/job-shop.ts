/** The demo's plant and log for tests of the analytics: compiled from a config, tables made from plainly read rows. */
import { compilePlant, type FactTable, type Plant, type PlantConfig, toTable } from '../../src/model/index.ts';
import { plainResources, plainRows } from './plain-log.ts';

const onDemand = new Set([14, 16, 19, 21, 22, 23, 25, 26, 28].map((n) => `Machine ${n}`));

/** Machines active on fewer than 20 of the 90 days are on demand. */
export function isOnDemand(resource: string): boolean {
  const machine = /Machine \d+/.exec(resource)?.[0] ?? '';
  return onDemand.has(machine) || resource === 'Oven' || resource === 'Quality Check 2';
}

export function idOf(resource: string): string {
  return resource.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

export function jobShopConfig(change: Partial<PlantConfig> = {}, allOnShifts = false): PlantConfig {
  const worked = [{ shift: 'day' }, { shift: 'night' }];
  return {
    id: 'job-shop',
    name: 'Job shop',
    zone: 'Asia/Jerusalem',
    dayStart: '07:00',
    language: 'en',
    equipment: [
      {
        id: 'job-shop',
        name: 'Job shop',
        level: 'site',
        children: plainResources.map((name) => ({
          id: idOf(name),
          name,
          level: 'workUnit',
          staffed: isOnDemand(name) && !allOnShifts ? 'onDemand' : 'shifts',
        })),
      },
    ],
    calendar: {
      shifts: [
        { name: 'day', start: '07:00', end: '19:00' },
        { name: 'night', start: '19:00', end: '07:00' },
        { name: 'friday', start: '07:00', end: '13:00' },
        { name: 'saturday', start: '22:00', end: '07:00' },
      ],
      rotation: {
        anchor: '2012-01-01',
        days: [worked, worked, worked, worked, worked, [{ shift: 'friday' }], [{ shift: 'saturday' }]],
      },
    },
    plannedStops: [],
    reasons: [
      { code: 'breakdown', name: 'Breakdown', lossClass: 'breakdown' },
      { code: 'maintenance', name: 'Maintenance', planned: true },
    ],
    defects: [],
    finalOperations: ['Packing', 'Final Inspection Q.C.'],
    audiences: [],
    targets: {},
    ...change,
  };
}

export const jobShop: Plant = compilePlant(jobShopConfig());
/** With every unit on the shift calendar, as the totals of the whole log are stated. */
export const jobShopOnShifts: Plant = compilePlant(jobShopConfig({}, true));

export interface LogTables {
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
  readonly refusals: FactTable<'refusal'>;
}

/** The log's rows as facts, in an order of the test's choice. */
export function logTables(rows: typeof plainRows = plainRows): LogTables {
  const common = (row: (typeof plainRows)[number]) => ({
    equipment: idOf(row.resource),
    startAt: row.start * 60_000,
    endAt: row.end * 60_000,
    workOrder: row.order,
    operation: row.operation,
    product: row.product,
    operators: row.worker,
    orderCount: row.ordered,
    source: 'mes',
    file: 'production_log.csv',
    line: row.line,
  });
  return {
    production: toTable(
      'production',
      rows
        .filter(({ type }) => type !== 'B')
        .map((row) => ({
          ...common(row),
          state: row.type === 'D' ? 'running' : 'setup',
          completedCount: row.completed,
          scrapCount: row.scrap,
          holdCount: row.hold,
          isRework: row.rework ? 1 : 0,
        })),
    ),
    equipmentState: toTable(
      'equipmentState',
      rows.filter(({ type }) => type === 'B').map((row) => ({ ...common(row), state: 'down', reason: 'breakdown' })),
    ),
    refusals: toTable('refusal', []),
  };
}
