/** Listens to facts as they are received, and reads them from history once they are in it. Run: node examples/listen-to-fresh-facts.ts */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlant, openPlant } from 'gemba';
import { rowAt } from 'gemba/model';
import { parsePlantFile, runPlant } from 'gemba/runtime';

const folder = await mkdtemp(join(tmpdir(), 'gemba-example-'));
const day = { name: 'day', start: '06:00', end: '22:00' };
const file = definePlant({
  id: 'my-plant',
  name: 'My plant',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  secret: { env: 'EXAMPLE_SECRET' },
  equipment: [{ id: 'lathe-7', name: 'Lathe 7', level: 'workUnit' }],
  calendar: { shifts: [day], rotation: { anchor: '2024-01-01', days: [['day']] } },
  sources: [
    {
      kind: 'csv',
      id: 'mes',
      path: 'mes.csv',
      followSeconds: 0.2,
      mapping: {
        fact: { kind: 'production', state: 'running' },
        equipment: 'machine',
        startAt: 'from',
        endAt: 'to',
        completedCount: 'good',
      },
    },
  ],
});
await writeFile(join(folder, 'mes.csv'), 'machine,from,to,good\n');
{
  const env = { EXAMPLE_SECRET: 'a long random text, kept as long as the store' };
  await using plant = await openPlant({ file: parsePlantFile(file, import.meta.filename), folder, env });
  const stop = new AbortController();
  const items = plant.fresh.subscribe({ signal: stop.signal });
  const running = runPlant(plant, { signal: stop.signal });
  // Your MES; here it is this program.
  await appendFile(join(folder, 'mes.csv'), 'lathe-7,2026-11-20T07:00,2026-11-20T09:00,42\n');
  for await (const item of items) {
    if (item.kind === 'facts') for (const table of item.facts) console.log('received', rowAt(table, 0));
    // Too slow: what was left out stands in history once these orders are settled.
    if (item.kind === 'skipped') console.log('skipped', item.factCount, item.orders);
    if (item.kind !== 'settled') continue;
    const { length } = await (await plant.history.snapshot()).read({ kind: 'production' });
    console.log(`settled up to ${item.order}: ${length} in history`);
    stop.abort();
  }
  await running;
}
await rm(folder, { recursive: true });
