/** Loads a plant's log and prints the OEE of each machine that ran on a day. Run: node examples/daily-figures.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { analyseWindow, loadSources, resolveWindow } from 'gemba/runtime';

const outDir = await mkdtemp(join(tmpdir(), 'gemba-example-'));
{
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, Date.now());
  const { analysis } = await analyseWindow(plant, window);

  for (const { equipment, times, ratios } of analysis.figures.units) {
    if (times.runMs === 0) continue;
    const { name } = plant.plant.equipment.get(equipment);
    const { oee } = ratios;
    const text =
      oee.kind === 'known'
        ? `${(100 * oee.value).toFixed(0)} % (${(100 * oee.low).toFixed(0)}–${(100 * oee.high).toFixed(0)})`
        : `unknown: ${oee.reason}`;
    console.log(`${name}: OEE ${text}, run ${(times.runMs / 60_000).toFixed(0)} min`);
  }
}
await rm(outDir, { recursive: true });
