import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../../support/demo-plant.ts';

/** Runs a program of the tests; resolves with its exit code and the signal that ended it. */
export async function runToEnd(argv: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, ['--conditions=gemba-source', ...argv], { cwd: root, stdio: 'ignore' });
  return await once(child, 'exit');
}
