/** pandas in an environment of its own, made once in a folder for temporary files; nothing of gemba depends on it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const environment = join(tmpdir(), 'gemba-bench-pandas');
const program = join(import.meta.dirname, 'pandas-peer.py');

export interface PandasAnswer {
  readonly name: string;
  readonly rows: number;
  readonly mean: number;
  /** By the clock and of the processor, of each run. */
  readonly seconds: readonly (readonly [wall: number, cpu: number])[];
  readonly rssMb: number;
}

/** @returns undefined where there is no Python, or pandas cannot be installed */
export async function askPandas(
  columns: Readonly<Record<string, NodeJS.TypedArray>>,
  shiftCount: number,
  runs: number,
): Promise<PandasAnswer | undefined> {
  const python = await findPandas();
  if (python === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
  try {
    for (const [name, column] of Object.entries(columns)) await writeFile(join(folder, name), column);
    const { stdout } = await run(python, [program, folder, String(shiftCount), String(runs)]);
    return JSON.parse(stdout) as PandasAnswer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findPandas(): Promise<string | undefined> {
  const python = join(environment, 'bin/python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', environment]);
    await run(python, ['-c', 'import pandas']).catch(() => run(python, ['-m', 'pip', 'install', '-q', 'pandas']));
    return python;
  } catch (error) {
    console.error(`pandas is not there: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    return undefined;
  }
}
