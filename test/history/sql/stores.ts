/** Stores of earlier formats, whose facts are known, in a folder whose name no quoting may trip over. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type Json } from '@duckdb/node-api';
import type { FactKind, FactRow } from 'gemba/model';
import { openDuckDB } from '../../../src/history/embedded/duckdb.ts';
import { appendEntry, readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { rollupLimits } from '../../../src/history/embedded/rollups/limits.ts';
import { RollupPlanner } from '../../../src/history/embedded/rollups/planner.ts';
import { workOf } from '../../../src/history/embedded/rollups/request.ts';
import { rollUp } from '../../../src/history/embedded/rollups/roll-up.ts';
import type { RollupSettings } from '../../../src/history/embedded/rollups/settings.ts';
import { temporaryFolder } from '../store.ts';

export const formats = ['format-1', 'format-2'] as const;
export type Format = (typeof formats)[number];
export type Expected = { readonly [K in FactKind]: readonly (FactRow<K> & { readonly versions: number })[] };

const fixtures = join(import.meta.dirname, '../../fixtures/history');
const awkward = `st[o]re* 'quoted"; DROP\nSCHEMA gemba; --`;

export async function copyStore(format: Format): Promise<{ dir: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, awkward);
  await cp(join(fixtures, format, 'store'), dir, { recursive: true });
  return { dir, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

export async function readExpected(format: Format): Promise<Expected> {
  return JSON.parse(await readFile(join(fixtures, format, 'expected.json'), 'utf8')) as Expected;
}

/** What a DuckDB of one's own says after it ran the text. */
export async function askOwn(text: string, sql: string): Promise<Record<string, Json>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(text);
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rolls up all there is, as a writer's child does, in this process. */
export async function rollUpStore(dir: string, { tags, calendar }: RollupSettings): Promise<void> {
  const nowMs = Date.UTC(2026, 0, 8);
  const planner = new RollupPlanner(calendar, rollupLimits);
  const opened = await openDuckDB({ memoryLimitMb: 128, threads: 1, spillFolder: join(dir, 'spill'), keepOrder: true });
  try {
    for (let state = await readManifest(dir); ; ) {
      const task = planner.plan(state, { nowMs, settledVersion: state.version });
      if (task === undefined) return;
      const work = workOf(state, task, tags, calendar);
      const name = `rolled-${state.sequence}`;
      const { segments } = await rollUp(opened, { type: 'rollup', dir, name, work });
      const rollups = { added: segments, removed: task.kind === 'merge' ? task.removed : [] };
      const { version, fencing } = state;
      const entry = { version, fencing, at: nowMs, holder: 'test', sources: {}, added: [], removed: [], rollups };
      const next = await appendEntry(dir, state, { kind: 'rollup', ...entry });
      if (next === undefined) throw new Error('Another process wrote to the store of a test.');
      state = next;
    }
  } finally {
    opened.instance.closeSync();
  }
}
