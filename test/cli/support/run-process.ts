/** `gemba run` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { env, root } from '../../support/demo-plant.ts';
import { secret } from '../../support/sensor-plant.ts';

export interface RunProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  /** What it has said on stderr so far. */
  said(): string;
}

export function startRun(config: string, argv: readonly string[] = [], more: NodeJS.ProcessEnv = {}): RunProcess {
  const program = ['--conditions=gemba-source', join(root, 'src/cli/main.ts'), 'run', '--config', config, ...argv];
  const child = spawn(process.execPath, program, {
    env: { ...env, ...secret, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails leaves none behind.
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return { child, exited: once(child, 'exit') as RunProcess['exited'], said: () => stderr };
}
