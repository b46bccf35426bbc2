/** Stores that a bench reads: written once, and kept for later runs where `GEMBA_BENCH_STORES` names a folder. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeptStore extends AsyncDisposable {
  readonly dir: string;
  /** How long writing it took, s; undefined where it was there. */
  readonly writtenSeconds: number | undefined;
}

/**
 * @param name says all that bears on what is in the store, so that another size is another folder
 * @param write fills an empty folder
 */
export async function openKeptStore(name: string, write: (dir: string) => Promise<void>): Promise<KeptStore> {
  const keptIn = process.env['GEMBA_BENCH_STORES'];
  if (keptIn === undefined) {
    const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
    const remove = () => rm(dir, { recursive: true, force: true });
    try {
      return { dir, writtenSeconds: await secondsOf(() => write(dir)), [Symbol.asyncDispose]: remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }
  const dir = join(keptIn, name);
  // Written last: a store without it is one whose writing was stopped.
  const mark = `${dir}.complete`;
  const isThere = await stat(mark).then(
    () => true,
    () => false,
  );
  let writtenSeconds: number | undefined;
  if (!isThere) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    writtenSeconds = await secondsOf(() => write(dir));
    await writeFile(mark, '');
  }
  return { dir, writtenSeconds, [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.round((performance.now() - startMs) / 100) / 10;
}
