/** A process and all below it, as the kernel tells it in /proc; where there is none, nobody knows. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessTree {
  /** The process and what it and its children started, those that still are. */
  readonly pids: readonly number[];
  /** Sum of their resident memory without what is only mapped from files, which they share and the kernel can drop. */
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
      residentBytes: (kilobytesOf(status, 'RssAnon') + kilobytesOf(status, 'RssShmem')) * 1_024,
    };
  } catch {
    // It has ended since the list was read.
    return undefined;
  }
}

/** 0 for a field the kernel does not tell, as of a process that has ended and is not reaped yet. */
function kilobytesOf(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

function isBelow(pid: number, rootPid: number, processes: ReadonlyMap<number, ProcessRow>): boolean {
  for (let at = processes.get(pid); at !== undefined; at = processes.get(at.parentPid))
    if (at.pid === rootPid) return true;
  return false;
}
