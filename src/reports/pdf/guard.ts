/**
 * Sees to it that a browser goes with the process that launched it, however that ends. A browser notices by itself that
 * its pipe has ended, but not while it hangs, and nobody would remove its folder; so a shell waits for the same end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Guard {
  /** Ends the guard, once the browser is gone and its folder removed; resolves when it is reaped. */
  release(): Promise<void>;
}

/** `read` returns when the pipe's other end is gone, which the kernel closes for a killed process too. */
const script = 'read -r _; kill -s KILL -- "-$1"; sleep 1; rm -rf -- "$2"';

/**
 * @param pid leader of the browser's process group
 * @param dir the browser's own folder
 * @returns undefined on Windows, which has no process groups: there the browser's own notice is all there is
 */
export function guardBrowser(pid: number, dir: string): Guard | undefined {
  if (process.platform === 'win32') return undefined;
  const guard: ChildProcess = spawn('/bin/sh', ['-c', script, 'gemba-browser-guard', String(pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own, so that Ctrl-C on a terminal does not end it before its work.
    detached: true,
  });
  // Where there is no shell the browser's own notice is all there is, as on Windows.
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  (guard.stdin as { unref?: () => void } | null)?.unref?.();
  return {
    async release() {
      const isGone = guard.pid === undefined || guard.exitCode !== null || guard.signalCode !== null;
      const exited = isGone ? Promise.resolve() : once(guard, 'exit');
      guard.ref();
      guard.kill('SIGKILL');
      await exited;
    },
  };
}
