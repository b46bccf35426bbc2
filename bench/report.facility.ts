/**
 * report.facility: five roles of a facility of 300 machines with a year of history, from the store to the bytes, browser
 * warm; resident memory is the peak of process and browser. Writing the history is not in it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { History } from '../src/history/index.ts';
import { openPlant } from '../src/index.ts';
import { openBrowserPool } from '../src/reports/index.ts';
import { analyseWindow, resolveWindow } from '../src/runtime/index.ts';
import { facilityPlantFile, machineCount, reportedDate } from './support/facility.ts';
import { printFigure, quick, spreadOf } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { renderRoles } from './support/render-roles.ts';

const days = quick ? 60 : 365;
/** A run takes more than 10 s, so that the quick one is made once. */
const runs = quick ? 1 : 5;
const parts = ['read', 'analysis', 'render'] as const;

/** The same history, which also says when the last read ended. */
function watchReads(history: History): History & { readonly lastReadMs: number } {
  let lastReadMs = Number.NaN;
  return {
    kind: history.kind,
    openWriter: (options) => history.openWriter(options),
    status: () => history.status(),
    [Symbol.asyncDispose]: () => history[Symbol.asyncDispose](),
    get lastReadMs() {
      return lastReadMs;
    },
    async snapshot() {
      const snapshot = await history.snapshot();
      return {
        ...snapshot,
        async read(query) {
          const facts = await snapshot.read(query);
          lastReadMs = performance.now();
          return facts;
        },
      };
    },
  };
}

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const loader = join(import.meta.dirname, 'support/load-facility.ts');
  const loaded = await promisify(execFile)(process.execPath, [loader, dir, String(days)]);
  const memory = watchMemory();
  await using plant = await openPlant({
    file: facilityPlantFile(),
    folder: dir,
    outDir: dir,
    env: { ...process.env, GEMBA_BENCH_SECRET: 'the facility of a bench has no secrets' },
  });
  await using browsers = openBrowserPool();
  await browsers.printPdf('<title>warm</title><p>warm</p>');
  const window = resolveWindow(plant.plant, { day: reportedDate }, Date.now());
  const seconds: Record<(typeof parts)[number] | 'whole', number[]> = { read: [], analysis: [], render: [], whole: [] };
  let files: Readonly<Record<string, number>> = {};
  for (let run = 0; run < runs; run++) {
    const history = watchReads(plant.history);
    const startMs = performance.now();
    const analysed = await analyseWindow({ ...plant, history }, window);
    const analysedMs = performance.now();
    files = await renderRoles(plant, analysed, browsers);
    const endMs = performance.now();
    seconds.read.push((history.lastReadMs - startMs) / 1_000);
    seconds.analysis.push((analysedMs - history.lastReadMs) / 1_000);
    seconds.render.push((endMs - analysedMs) / 1_000);
    seconds.whole.push((endMs - startMs) / 1_000);
  }
  memory.stop();
  const size = { n: Number(loaded.stdout), days, machines: machineCount };
  for (const part of parts) {
    const spread = spreadOf(seconds[part]);
    printFigure({ bench: `report.facility.${part}`, value: spread.median, unit: 's', context: { ...size, ...spread } });
  }
  const whole = spreadOf(seconds.whole);
  const context = { ...size, ...whole, rssMb: memory.peakMb, files };
  printFigure({ bench: 'report.facility', value: whole.median, unit: 's', context });
} finally {
  await rm(dir, { recursive: true, force: true });
}
