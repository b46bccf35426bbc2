/** ingest.csv: a generated CSV log, from the file to committed history; resident memory of process and children. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openEmbeddedHistory } from '../src/history/index.ts';
import {
  createFileSource,
  type FileSourceConfig,
  openFactBuffer,
  type Source,
  type SourceContext,
} from '../src/ingest/index.ts';
import { loadSources } from '../src/runtime/load-sources.ts';
import { createZone } from '../src/time/index.ts';
import { machineCount, machineName } from './support/ingest-csv-generator.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';

const fileBytes = quick ? 100_000_000 : 1_000_000_000;

const config: FileSourceConfig = {
  kind: 'csv',
  id: 'mes',
  path: 'log.csv',
  mapping: {
    fact: {
      column: 'report_type',
      values: {
        D: { kind: 'production', state: 'running' },
        S: { kind: 'production', state: 'setup' },
        B: { kind: 'equipmentState', state: 'down', reason: 'breakdown' },
      },
    },
    equipment: 'resource',
    startAt: 'start',
    endAt: 'end',
    workOrder: 'work_order',
    operation: 'operation',
    product: 'part',
    operators: 'worker',
    orderCount: 'order_qty',
    completedCount: 'qty_completed',
    scrapCount: 'qty_rejected',
    holdCount: 'qty_mrb',
    isRework: { column: 'rework', true: ['Y'] },
  },
};

function contextIn(baseDir: string): SourceContext {
  const known = new Map(Array.from({ length: machineCount }, (_, i) => [machineName(i), `machine-${i + 1}`]));
  return {
    baseDir,
    zone: createZone('Asia/Jerusalem'),
    findEquipment: (name) => known.get(name),
    tokens: { tokenOf: (person) => `p-${person}` },
    identityKey: new Uint8Array(32).fill(1),
    reasonCodes: new Set(['breakdown']),
    defectCodes: new Set(),
    tags: [],
    env: {},
    clock: Date.now,
    random: Math.random,
  };
}

async function decodeOnly(source: Source): Promise<number> {
  const startMs = performance.now();
  let rows = 0;
  for await (const { account } of source.batches({ position: undefined, signal: new AbortController().signal }))
    rows += account.received;
  return rows / ((performance.now() - startMs) / 1_000);
}

/** As the product loads: no persons are kept here, so there is nothing to flush. */
async function loadAll(source: Source, dir: string): Promise<{ stored: number; seconds: number }> {
  await using history = await openEmbeddedHistory({ dir: join(dir, 'history') });
  const persons = { flush: () => Promise.resolve({ writtenCount: 0 }) };
  const openBuffer = () => openFactBuffer({ dir: join(dir, 'buffer'), clock: Date.now });
  const sourceContext = contextIn(dir);
  const startMs = performance.now();
  const [loaded] = await loadSources({
    history,
    holder: 'bench',
    persons,
    listSources: () => [source],
    openBuffer,
    sourceContext,
  });
  return { stored: loaded?.account.stored ?? 0, seconds: (performance.now() - startMs) / 1_000 };
}

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const generator = join(import.meta.dirname, 'support/ingest-csv-generator.ts');
  const made = await promisify(execFile)(process.execPath, [generator, join(dir, 'log.csv'), String(fileBytes)]);
  const { rows, bytes } = JSON.parse(made.stdout) as { readonly rows: number; readonly bytes: number };
  const source = createFileSource(config, contextIn(dir));
  if (process.argv.includes('--decode')) {
    const rate = await decodeOnly(source);
    const rssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
    printFigure({
      bench: 'ingest.csv.decode',
      value: Math.round(rate),
      unit: 'rows/s',
      context: { n: bytes, rows, rssMb },
    });
  } else {
    const memory = watchMemory();
    const { stored, seconds } = await loadAll(source, dir);
    memory.stop();
    if (stored !== rows) throw new Error(`${rows} rows were written and ${stored} stored.`);
    const context = { n: bytes, rows, seconds, rssMb: memory.peakMb, runs: 1 };
    printFigure({ bench: 'ingest.csv', value: Math.round(rows / seconds), unit: 'rows/s', context });
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
