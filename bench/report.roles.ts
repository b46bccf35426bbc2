/** report.roles: the demo day's reports of five roles in all their formats, browser warm, from the store to the bytes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from '../src/index.ts';
import { openBrowserPool } from '../src/reports/index.ts';
import { analyseWindow, loadSources, resolveWindow } from '../src/runtime/index.ts';
import { measureSeconds, printFigure } from './support/measure.ts';
import { renderRoles } from './support/render-roles.ts';

const outDir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  await using browsers = openBrowserPool();
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, Date.now());
  let files: Readonly<Record<string, number>> = {};
  const whole = await measureSeconds(async () => {
    files = await renderRoles(plant, await analyseWindow(plant, window), browsers);
  });
  printFigure({ bench: 'report.roles', value: whole.median, unit: 's', context: { ...whole, files } });
} finally {
  await rm(outDir, { recursive: true, force: true });
}
