/** Processor time of this process's children, from /proc; what is asked of them is told apart by who is still there. */
import { readdirSync, readFileSync } from 'node:fs';

/** Of a clock tick, as /proc counts: 100 a second on every Linux in use. */
const tickSeconds = 0.01;

export interface ChildCpu {
  /** Of those that run, with what has ended below them. */
  readonly runningSeconds: number;
  /** Of those that have ended. */
  readonly endedSeconds: number;
}

/**
 * User and system time. Throws where there is no /proc.
 *
 * @param program of those that run, only the ones whose command line names it; default all
 */
export function readChildCpu(program = ''): ChildCpu {
  let running = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statOf(entry);
    if (fields !== undefined && Number(fields[1]) === process.pid && commandOf(entry).includes(program))
      running += [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0);
  }
  const own = statOf('self') ?? [];
  return { runningSeconds: running * tickSeconds, endedSeconds: (Number(own[13]) + Number(own[14])) * tickSeconds };
}

/** Fields after the name: state, parent, … 11 to 14: user and system time, and those of its ended children. */
function statOf(pid: string): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It has ended in the meantime.
    return undefined;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended in the meantime.
    return '';
  }
}
