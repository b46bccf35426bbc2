/** The demo plant in a folder of the test's own, and the command run on it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mailbox } from 'gemba/testing';
import { onTestFinished } from 'vitest';
import demo from '../../demo/gemba.config.ts';
import { runCli } from '../../src/cli/run.ts';

export const root: string = join(import.meta.dirname, '../..');
export const demoLog: string = join(root, 'demo/production_log.csv');

/** 06:05 on 1 March 2012 in the plant: the morning after the demo's day. */
export const morning: number = Date.UTC(2012, 2, 1, 4, 5);

/** The key the demo brings along; tests hand it over, so that they do not depend on the order of imports. */
export const env: Readonly<Record<string, string>> = {
  ...(process.env as Record<string, string>),
  GEMBA_DEMO_SECRET: 'the demo plant has no secrets',
};

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type PlantFile = typeof demo;

/** Writes the demo's plant file as JSON into a folder, changed as the test wants; reads the bundled log. */
export async function writeDemoPlant(
  folder: string,
  change: (file: PlantFile) => unknown = (file) => file,
): Promise<string> {
  const [source] = demo.sources ?? [];
  const here = { ...demo, sources: [{ ...source, path: demoLog }] } as PlantFile;
  const path = join(folder, 'gemba.config.json');
  await writeFile(path, JSON.stringify(change(here)));
  return path;
}

/** For `writeDemoPlant`: the demo's mail goes to this mailbox. */
export function mailTo(mailbox: Mailbox): (file: PlantFile) => PlantFile {
  return (file) => ({
    ...file,
    transports: (file.transports ?? []).map((t) => (t.id === 'mail' ? { ...t, port: mailbox.port } : t)),
  });
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process; without `nowMs` it is `morning`. */
export async function gemba(
  argv: readonly string[],
  options: { folder?: string; env?: Record<string, string>; nowMs?: number } = {},
): Promise<Ran> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const collect = (chunks: Buffer[]) =>
    ({
      write: (chunk: string | Uint8Array) => chunks.push(Buffer.from(chunk)) > 0,
    }) as unknown as NodeJS.WritableStream;
  const code = await runCli(argv, {
    stdout: collect(out),
    stderr: collect(err),
    env: { ...env, ...options.env },
    folder: options.folder ?? root,
    signal: new AbortController().signal,
    clock: () => options.nowMs ?? morning,
    random: () => 0.5,
  });
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

/** Runs the command as a process of its own; `kill` ends it with SIGKILL after so many milliseconds. */
export async function gembaProcess(
  argv: readonly string[],
  options: { folder?: string; killAfterMs?: number; env?: Record<string, string> } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...argv], {
    cwd: options.folder ?? root,
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const timer =
    options.killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  const code = await new Promise<number>((resolve) => {
    child.on('close', (status) => resolve(status ?? -1));
  });
  clearTimeout(timer);
  return { code, stdout, stderr };
}
