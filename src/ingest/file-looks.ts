/**
 * What the looks of a running plant at its files remember of one another, so that a file which is done costs a `stat`,
 * and one that is still being written is told from one that is as it will be. In memory: the first look after a start
 * goes by the committed position alone.
 */
import { stat } from 'node:fs/promises';
import type { DataFile } from './data-file.ts';
import type { ListedFile } from './file-list.ts';
import { type FileProgress, signatureOf } from './file-position.ts';

interface Seen {
  readonly signature: string;
  readonly fingerprint: string;
}

export class FileLooks {
  /** By file name. */
  readonly #seen = new Map<string, Seen>();

  /** Forgets what is listed no more. */
  keep(listed: readonly ListedFile[]): void {
    const names = new Set(listed.map(({ name }) => name));
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
  }

  /** Whether it was read to its end, and has not been touched since this process saw that. */
  async isDoneStill({ name, path }: ListedFile, progress: FileProgress | undefined): Promise<boolean> {
    const seen = this.#seen.get(name);
    if (seen === undefined || progress?.done !== true || progress.fingerprint !== seen.fingerprint) return false;
    const stats = await stat(path).catch(() => undefined);
    return stats !== undefined && signatureOf(stats) === seen.signature;
  }

  /** Whether it was the same at the look before, or was last changed so long ago. */
  isAtRest({ listed, signature, mtimeMs }: DataFile, nowMs: number, restMs: number): boolean {
    return this.#seen.get(listed.name)?.signature === signature || nowMs - mtimeMs >= restMs;
  }

  note({ listed, signature, fingerprint }: DataFile): void {
    this.#seen.set(listed.name, { signature, fingerprint });
  }
}
