/** Names the process that claims, so that another one on the same machine can tell when it is gone. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** `name [host namespace pid]`. */
export function claimerOf(name: string): string {
  return `${name} [${hostIdentity()} ${process.pid}]`;
}

/** Whether it was a process of this machine and runs no more; false where that cannot be told from here. */
export function isClaimerGone(claimer: string): boolean {
  const [, host, pid] = /\[(.+) (\d+)\]$/.exec(claimer) ?? [];
  return host === hostIdentity() && !isRunning(Number(pid));
}

/** Host name, and on Linux the process-number namespace: two containers may share a name, not a namespace. */
function hostIdentity(): string {
  return process.platform === 'linux' ? `${hostname()} ${readlinkSync('/proc/self/ns/pid')}` : hostname();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || !isZombie(pid);
}

/** Killed and not yet collected by its parent: it has its number still, but runs no more. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It ended between the two questions.
    return true;
  }
}
