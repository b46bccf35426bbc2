/** Says what an OEE is made of, to the rows of the file. Run: node examples/explain-a-figure.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { askPlantKpis, explainPlantKpi, loadSources, resolveWindow } from 'gemba/runtime';

const outDir = await mkdtemp(join(tmpdir(), 'gemba-example-'));
{
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, plant.clock());

  const { rows } = await askPlantKpis(plant, { window, groupBy: ['area'], kpis: ['oee'] });
  for (const { group, figures } of rows) {
    const oee = figures['oeeIndex'];
    if (oee?.kind === 'known')
      console.log(`${group.area}: ${percent(oee.value)} (${percent(oee.low)} to ${percent(oee.high)})`);
  }

  const { of, formula, units, facts } = await explainPlantKpi(plant, { kpi: 'oee', equipment: 'machine 8', window });
  console.log(`OEE of ${of.name} = ${formula}`);
  for (const { element, value, parts } of units[0]?.elements ?? []) {
    console.log(`${element}: ${value}`);
    for (const part of parts)
      if ('fact' in part) {
        const { file, line } = facts[part.fact]?.origin ?? {};
        console.log(`  ${part.value} of ${file}:${line}`);
      }
  }
}
await rm(outDir, { recursive: true });

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} %`;
}
