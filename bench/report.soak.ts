/**
 * report.soak: how the resident memory of this process and its browser grows over many PDFs: the Theil–Sen slope after a
 * warm-up, sampled after a forced collection; 0 where its 95 % interval contains 0. Also counts processes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from '../src/index.ts';
import { openBrowserPool } from '../src/reports/index.ts';
import { analyseWindow, loadSources, resolveWindow } from '../src/runtime/index.ts';
import { renderReport } from '../src/runtime/make-report.ts';
import { theilSen } from '../src/stats/index.ts';
import { printFigure, quick } from './support/measure.ts';
import { countProcesses, residentBytes } from './support/peak-memory.ts';

const pdfCount = quick ? 60 : 500;
const warmUpCount = pdfCount / 5;
const sampleEvery = quick ? 2 : 5;

const collect = globalThis.gc;
if (collect === undefined) throw new Error('Run it with --expose-gc, as `npm run bench` does.');
const outDir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using plant = await openPlant({ config: join(import.meta.dirname, '../demo/gemba.config.ts'), outDir });
  await loadSources(plant);
  const window = resolveWindow(plant.plant, { day: '2012-02-29' }, Date.now());
  const analysed = await analyseWindow(plant, window);
  const processesBefore = countProcesses();
  const made: number[] = [];
  const residentMb: number[] = [];
  let processesMax = 0;
  const startMs = performance.now();
  const stats = await (async () => {
    await using browsers = openBrowserPool();
    for (let pdf = 1; pdf <= pdfCount; pdf++) {
      const { missing } = await renderReport(plant, analysed, 'director', browsers, { formats: ['pdf'] });
      if (missing[0] !== undefined) throw missing[0].error;
      if (pdf <= warmUpCount || pdf % sampleEvery !== 0) continue;
      collect();
      made.push(pdf);
      residentMb.push(residentBytes() / 1_048_576);
      processesMax = Math.max(processesMax, countProcesses());
    }
    return browsers.stats();
  })();
  const seconds = (performance.now() - startMs) / 1_000;
  const line = theilSen(made, residentMb);
  if (line === undefined) throw new Error('There are too few samples for a slope.');
  const isLevel = line.slopeFrom <= 0 && line.slopeTo >= 0;
  printFigure({
    bench: 'report.soak',
    value: isLevel ? 0 : line.slope * 100,
    unit: 'MB per 100 PDFs',
    context: {
      n: pdfCount,
      slope: line.slope * 100,
      interval: [line.slopeFrom * 100, line.slopeTo * 100],
      samples: made.length,
      firstMb: residentMb[0],
      lastMb: residentMb.at(-1),
      maxMb: Math.max(...residentMb),
      processesBefore,
      processesMax,
      processesAfter: countProcesses(),
      browsersLaunched: stats.launched,
      secondsPerPdf: seconds / pdfCount,
    },
  });
} finally {
  await rm(outDir, { recursive: true, force: true });
}
