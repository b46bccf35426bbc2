/** A reader in a process of its own, so that it can be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { ReaderLine } from '../programs/reader.ts';
import type { SourceOptions } from './source.ts';

export interface ReaderProcess {
  /** Identities of the readings it has handed over. */
  listIdentities(): readonly string[];
  /** Position of its last batch. */
  position(): Readonly<Record<string, unknown>> | undefined;
  kill(): Promise<void>;
}

const mqttReader = new URL('../programs/reader.ts', import.meta.url);

/** @param programUrl of a program that takes the same arguments and prints the same lines */
export function spawnReader(
  source: SourceOptions,
  ack: boolean,
  position?: object,
  programUrl: URL = mqttReader,
): ReaderProcess {
  const program = programUrl.pathname;
  const text = JSON.stringify({ source, ack, position });
  const child = spawn(process.execPath, ['--conditions=gemba-source', program, text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that fails leaves none behind.
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: ReaderLine[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as ReaderLine));
  const batches = () => lines.filter((line) => line.kind === 'batch');
  return {
    listIdentities: () => batches().flatMap(({ identities }) => identities),
    position: () => batches().at(-1)?.position,
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
