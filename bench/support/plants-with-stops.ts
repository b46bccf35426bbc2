/** Plants whose stops have reasons, for `kpi.reasons`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnyFactTable,
  compilePlant,
  type FactRow,
  type FactTable,
  type Plant,
  plantSchema,
  rowAt,
  toTable,
} from '../../src/model/index.ts';
import { parsePlantFile, readPlantFile } from '../../src/runtime/index.ts';
import { createPlantScenario, plantInputOf, simulatePlant } from '../../src/simulation/index.ts';

export interface PlantWithStops {
  readonly plant: Plant;
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
  readonly firstAt: number;
  /** Production days. */
  readonly days: number;
}

/** The same facts without the reasons of states that began in a window. */
export function withoutReasons(plant: PlantWithStops, fromAt: number, toAt: number): PlantWithStops {
  const rows = rowsOf(plant.equipmentState).map((row) => {
    const at = row.startAt as number;
    return at >= fromAt && at < toAt ? { ...row, reason: '' } : row;
  });
  return { ...plant, equipmentState: toTable('equipmentState', rows) };
}

/** A plant of 24 machines. Where a machine waited, that is the reason: what a sensor alone would call a stop. */
export function simulatedStops(days: number): PlantWithStops {
  const input = createPlantScenario({ machines: 24, tags: 0, days, seed: 7, worksDaily: true });
  const production: FactRow<'production'>[] = [];
  const states: FactRow<'equipmentState'>[] = [];
  for (const part of simulatePlant(input, { hasReadings: false })) {
    if (part.kind !== 'reports') continue;
    production.push(...rowsOf(part.production));
    for (const row of rowsOf(part.equipmentState))
      states.push({ ...row, state: 'down', reason: row.reason ?? (row.state as string) });
  }
  const firstAt = Math.min(...production.slice(0, 100).map(({ startAt }) => Number(startAt)));
  return {
    plant: compilePlant(plantSchema.parse(plantInputOf(input))),
    production: toTable('production', production),
    equipmentState: toTable('equipmentState', states),
    firstAt,
    days,
  };
}

/** The demo's log: its setups and breakdowns as stops, with which of both they are as their reason. */
export async function demoStops(folder: string): Promise<PlantWithStops> {
  const plant = compilePlant(parsePlantFile(await readPlantFile(join(folder, 'gemba.config.ts')), 'the demo'));
  const [header, ...lines] = (await readFile(join(folder, 'production_log.csv'), 'utf8')).trim().split('\n');
  const names = (header as string).split(',');
  const production: FactRow<'production'>[] = [];
  const states: FactRow<'equipmentState'>[] = [];
  for (const line of lines) {
    const row = Object.fromEntries(line.split(',').map((value, i) => [names[i], value])) as Record<string, string>;
    const common = {
      equipment: plant.equipment.findBySourceName(row['resource'] as string)?.id as string,
      startAt: plant.zone.instantOf(Date.parse(`${row['start']}Z`)),
      endAt: plant.zone.instantOf(Date.parse(`${row['end']}Z`)),
      workOrder: row['work_order'] as string,
      operation: row['operation'] as string,
      product: row['part'] as string,
    };
    const type = row['report_type'];
    if (type === 'D') production.push({ ...common, state: 'running' });
    else states.push({ ...common, state: 'down', reason: type === 'S' ? 'setup' : 'breakdown' });
  }
  const firstAt = Math.min(...production.map(({ startAt }) => Number(startAt)));
  return {
    plant,
    production: toTable('production', production),
    equipmentState: toTable('equipmentState', states),
    firstAt,
    days: 90,
  };
}

function rowsOf<Table extends AnyFactTable>(table: Table): FactRow<Table['kind']>[] {
  return Array.from({ length: table.length }, (_, i) => rowAt(table, i) as FactRow<Table['kind']>);
}
