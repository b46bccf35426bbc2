/** A small disk in memory that can be filled to its last byte, where the system lets us mount one. */
import { execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Ballast {
  /** Takes every free byte. */
  fill(): Promise<void>;
  free(): Promise<void>;
}

export interface SmallDisk extends Ballast, AsyncDisposable {
  readonly dir: string;
}

const sizeMb = 128;
const chunk: Buffer = Buffer.alloc(1_048_576);

/** Undefined where mounting is not permitted. */
export async function mountSmallDisk(dir: string): Promise<SmallDisk | undefined> {
  await mkdir(dir, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const path = join(dir, 'ballast');
  return {
    dir,
    fill: () => fill(path),
    free: () => rm(path, { force: true }),
    async [Symbol.asyncDispose]() {
      // A process that was killed a moment ago may still hold it.
      execFileSync('umount', ['--lazy', dir]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function fill(path: string): Promise<void> {
  await using file = await open(path, 'a');
  for (let bytes = chunk; bytes.length > 0; ) {
    try {
      await file.write(bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      bytes = bytes.subarray(0, Math.floor(bytes.length / 2));
    }
  }
}
