/** Resident memory of this process and all below it, sampled from /proc; where there is none, this process alone. */
import { readdirSync, readFileSync } from 'node:fs';

export interface PeakMemory {
  /** The highest sum seen so far, MB. */
  readonly peakMb: number;
  stop(): void;
}

const sampleMs = 100;

export function watchMemory(): PeakMemory {
  let peakBytes = 0;
  const sample = (): void => {
    peakBytes = Math.max(peakBytes, residentBytes());
  };
  const timer = setInterval(sample, sampleMs);
  timer.unref();
  sample();
  return {
    get peakMb() {
      return Math.round(peakBytes / 1_048_576);
    },
    stop: () => clearInterval(timer),
  };
}

export function residentBytes(): number {
  const pids = listProcesses();
  return pids === undefined ? process.memoryUsage.rss() : pids.reduce((sum, pid) => sum + residentOf(pid), 0);
}

/** This process and all below it; 1 where there is no /proc. */
export function countProcesses(): number {
  return listProcesses()?.length ?? 1;
}

function listProcesses(): readonly number[] | undefined {
  const parents = new Map<number, number>();
  try {
    for (const entry of readdirSync('/proc')) {
      const pid = Number(entry);
      if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
    }
  } catch {
    return undefined;
  }
  return [...parents.keys()].filter((pid) => isBelow(pid, parents));
}

function isBelow(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === process.pid) return true;
  return false;
}

/** 0 for a process that has ended in the meantime. */
function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(statusOf(pid))?.[1] ?? 0);
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(statusOf(pid))?.[1] ?? 0) * 1_024;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
