/** A process and all below it, as the kernel tells it in /proc; where there is none, nobody knows. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessTree {
  /** The process and what it and its children started, those that still are. */
  readonly pids: readonly number[];
  /** Sum of their resident memory; pages that several share count for each. */
  readonly residentBytes: number;
}

/** @returns undefined where this system has no /proc, as macOS and Windows */
export async function readProcessTree(rootPid: number): Promise<ProcessTree | undefined> {
  let names: readonly string[];
  try {
    names = await readdir('/proc');
  } catch {
    // No /proc: the caller does without.
    return undefined;
  }
  const pids = names.map(Number).filter(Number.isInteger);
  const found = new Map(
    (await Promise.all(pids.map(readProcess))).filter((one) => one !== undefined).map((one) => [one.pid, one]),
  );
  const within = [...found.values()].filter(({ pid }) => isBelow(pid, rootPid, found));
  return {
    pids: within.map(({ pid }) => pid),
    residentBytes: within.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
  };
}

interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number;
  readonly residentBytes: number;
}

async function readProcess(pid: number): Promise<ProcessRow | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return {
      pid,
      parentPid: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0),
      residentBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024,
    };
  } catch {
    // It has ended since the list was read.
    return undefined;
  }
}

function isBelow(pid: number, rootPid: number, processes: ReadonlyMap<number, ProcessRow>): boolean {
  for (let at = processes.get(pid); at !== undefined; at = processes.get(at.parentPid))
    if (at.pid === rootPid) return true;
  return false;
}
