/** Where a file source stands: what it has read of each file. */
import { hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SourcePosition } from './source.ts';

const positionFormat = 1;
const fingerprintBytes = 65_536;

export interface FileProgress {
  readonly size: number;
  readonly mtimeMs: number;
  /** Hash of the first and last 64 KiB. */
  readonly fingerprint: string;
  /** Records read of it so far, refused ones too. */
  readonly rows: number;
  /** Read to its end, and unchanged then. */
  readonly done: boolean;
}

/** Progress by file name, as committed; one of another format is as none, and all is read again. */
export function parsePosition(position: SourcePosition | undefined): Map<string, FileProgress> {
  if (position?.['format'] !== positionFormat) return new Map();
  return new Map(Object.entries(position['files'] as Readonly<Record<string, FileProgress>>));
}

export function writePosition(files: ReadonlyMap<string, FileProgress>): SourcePosition {
  return { format: positionFormat, files: Object.fromEntries(files) };
}

/** Forgets files that are neither listed nor there any more, so that the position does not grow for ever. */
export async function forgetGone(
  files: Map<string, FileProgress>,
  listed: ReadonlySet<string>,
  baseDir: string,
): Promise<void> {
  for (const name of [...files.keys()])
    if (!listed.has(name) && !(await isThere(resolve(baseDir, name)))) files.delete(name);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A cheap sign of what a file holds. With size and time of change it tells a rewritten file from the same one. */
export async function fingerprintOf(file: FileHandle, size: number): Promise<string> {
  const bytes = Buffer.alloc(2 * fingerprintBytes);
  const head = await file.read(bytes, 0, fingerprintBytes, 0);
  const tail = await file.read(bytes, head.bytesRead, fingerprintBytes, Math.max(0, size - fingerprintBytes));
  return hash('sha256', bytes.subarray(0, head.bytesRead + tail.bytesRead), 'hex').slice(0, 32);
}

/** Changes with whatever is done to a file, also where its time of change is set back; cheaper than its fingerprint. */
export function signatureOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}
