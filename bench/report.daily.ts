/** report.daily: the director's report of the demo day in all formats, browser warm, from the store to the bytes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from '../src/index.ts';
import { openBrowserPool } from '../src/reports/index.ts';
import { analyseWindow, loadSources, resolveWindow } from '../src/runtime/index.ts';
import { renderReport } from '../src/runtime/make-report.ts';
import { measureSeconds, printFigure, quick } from './support/measure.ts';

const outDir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  await using browsers = openBrowserPool();
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, Date.now());

  const analysis = await measureSeconds(() => analyseWindow(plant, window));
  printFigure({ bench: 'report.daily.analysis', value: analysis.median, unit: 's', context: { ...analysis } });

  let bytes: Record<string, number> = {};
  const whole = await measureSeconds(
    async () => {
      const report = await renderReport(plant, await analyseWindow(plant, window), 'director', browsers);
      bytes = Object.fromEntries(report.files.map((file) => [file.format, file.bytes.byteLength]));
    },
    { runs: quick ? 5 : 15 },
  );
  if (bytes['pdf'] === undefined)
    throw new Error('No PDF was made: the bench measures all formats. See `gemba check`.');
  printFigure({ bench: 'report.daily', value: whole.median, unit: 's', context: { ...whole, bytes } });
} finally {
  await rm(outDir, { recursive: true, force: true });
}
