/**
 * Enqueues one delivery and delivers it, and kills itself (SIGKILL) at a step: after enqueueing, once claimed, once the
 * transport has answered, once settled, or at its n-th file operation (before it; a write half-way through).
 */
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { TransportChoice } from './dying-input.ts';

interface Input extends TransportChoice {
  readonly dir: string;
  readonly dieAt: 'enqueued' | 'claimed' | 'answered' | 'settled' | number;
}

const input = JSON.parse(process.argv[2] ?? '{}') as Input;

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

let operations = 0;
let counting = false;

/** Counts a call while delivering; true where it is the one to die at. */
function isFatal(): boolean {
  if (!counting) return false;
  operations += 1;
  return operations === input.dieAt;
}

const patched = ['mkdir', 'open', 'link', 'rename', 'rm', 'readdir', 'readFile', 'stat'] as const;
for (const name of patched) {
  const original = fs[name] as (...args: unknown[]) => Promise<unknown>;
  const replacement = async (...args: unknown[]): Promise<unknown> => {
    if (isFatal()) return die();
    const result = await original.apply(fs, args);
    return name === 'open' ? withFatalWrites(result as FileHandle) : result;
  };
  Object.assign(fs, { [name]: replacement });
}
syncBuiltinESMExports();

function withFatalWrites(handle: FileHandle): FileHandle {
  const write = handle.writeFile.bind(handle) as (bytes: Uint8Array) => Promise<void>;
  return Object.assign(handle, {
    writeFile: async (bytes: Uint8Array): Promise<void> => {
      if (!isFatal()) return write(bytes);
      await write(bytes.subarray(0, bytes.byteLength / 2));
      return die();
    },
  });
}

// Imported after the patching, so that they see the patched operations.
const { openState } = await import('../../../src/state/index.ts');
const { pumpOf, sampleDeliveries } = await import('./dying-input.ts');

const state = await openState({ dir: input.dir, clock: () => 1_000 });
await state.deliveries.enqueue(sampleDeliveries);
if (input.dieAt === 'enqueued') await die();
const pump = pumpOf(state, input, 1_000, {
  beforeSend: async () => {
    if (input.dieAt === 'claimed') await die();
    counting = true;
  },
  afterSend: async () => {
    counting = false;
    if (input.dieAt === 'answered') await die();
  },
});
await pump.drain();
if (input.dieAt === 'settled') await die();
await state[Symbol.asyncDispose]();
