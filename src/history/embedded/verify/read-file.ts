/** Files as they lie on the disk, and what keeps them from being what was written. Only reads. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../durable.ts';
import { fileSha256 } from '../segment-closer.ts';
import type { NamedFile } from '../verification.ts';
import type { DamageKind } from './finding.ts';

/** What is wrong with a file. */
export interface FileFault {
  readonly kind: Extract<DamageKind, 'missing' | 'cut' | 'changed' | 'unreadable'>;
  readonly what: string;
}

/** The error of the file system as a fault; anything else is thrown again. */
export function faultOf(error: unknown): FileFault {
  if (hasCode(error, 'ENOENT')) return { kind: 'missing', what: 'is not there' };
  if (isOfFileSystem(error)) return { kind: 'unreadable', what: `cannot be read (${error.code}: ${error.message})` };
  throw error;
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** Holds a file to its length and checksum in the manifest; undefined where it is whole. */
export async function findFileFault(dir: string, file: NamedFile): Promise<FileFault | undefined> {
  const path = join(dir, file.path);
  try {
    const { size } = await stat(path);
    if (size !== file.byteLength) return { kind: 'cut', what: `has ${size} bytes instead of ${file.byteLength}` };
    if ((await fileSha256(path)) === file.sha256) return undefined;
    return { kind: 'changed', what: 'does not match its checksum' };
  } catch (error) {
    return faultOf(error);
  }
}

export type ReadText = { readonly kind: 'text'; readonly text: string } | FileFault;

/** A text file; bytes that are no UTF-8 come as replacement characters, which no checksum forgives. */
export async function readText(path: string): Promise<ReadText> {
  try {
    const file = await open(path, 'r');
    try {
      return { kind: 'text', text: await file.readFile('utf8') };
    } finally {
      await file.close();
    }
  } catch (error) {
    return faultOf(error);
  }
}
