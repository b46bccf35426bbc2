/** Asks a plant's history what an analyst asks first. Run: node examples/ask-history.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { plainRowsOf, type QueryTable, topRows } from 'gemba/history';
import { loadSources } from 'gemba/runtime';

const outDir = await mkdtemp(join(tmpdir(), 'gemba-example-'));
{
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  const queries = await plant.queries();
  const quarter = { from: '2012-01-01', to: '2012-03-31' };

  const scrap = topRows(await queries.counts({ window: quarter, by: 'product' }), 'scrapCount', 5);
  print('Most scrap', scrap, ['product', 'scrapCount', 'completedCount']);
  print('Down time by reason', await queries.stopReasons({ window: quarter, level: 'area' }), [
    'equipment',
    'reason',
    'downMs',
  ]);
  print('Availability by shift', await queries.states({ window: '2012-02-29', level: 'plant', step: 'shift' }), [
    'shift',
    'availabilityLowRatio',
    'availabilityHighRatio',
  ]);

  function print(title: string, table: QueryTable<object>, columns: string[]): void {
    console.log(title);
    console.table([...plainRowsOf(table, plant.plant.zone)], columns);
  }
}
await rm(outDir, { recursive: true });
