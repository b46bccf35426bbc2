/** Watches the OEE of a machine while its reports come in. Run: node examples/watch-live-figures.ts */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlant, openPlant } from 'gemba';
import { openPlantMonitor, parsePlantFile, runPlant } from 'gemba/runtime';

const folder = await mkdtemp(join(tmpdir(), 'gemba-example-'));
const day = { name: 'day', start: '00:00', end: '24:00' };
const file = definePlant({
  id: 'my-plant',
  name: 'My plant',
  zone: 'UTC',
  dayStart: '00:00',
  secret: { env: 'EXAMPLE_SECRET' },
  equipment: [{ id: 'lathe-7', name: 'Lathe 7', level: 'workUnit', idealTimes: [{ secondsPerPiece: 30 }] }],
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
  await using monitor = await openPlantMonitor(plant);
  const stop = new AbortController();
  const running = runPlant(plant, { signal: stop.signal });
  // Your MES; here it is this program, and the machine has run since this day began.
  const now = new Date().toISOString();
  await appendFile(join(folder, 'mes.csv'), `lathe-7,${now.slice(0, 10)}T00:00Z,${now},100\n`);
  for await (const change of monitor.changes({ equipment: ['lathe-7'], signal: stop.signal })) {
    if (change.kind === 'reset') console.log(`${change.picture.units.length} machine, as of token ${change.token}`);
    if (change.kind !== 'unit') continue;
    const { state, day, isCatchingUp } = change.unit;
    const { pieces, ratios } = day.figures;
    console.log(state, pieces.completed, ratios.oee, isCatchingUp ? 'catching up' : 'as history has it');
    if (pieces.completed > 0 && !isCatchingUp) stop.abort();
  }
  await running;
}
await rm(folder, { recursive: true });
