/** How backups of a store stand, as whoever makes them wrote last: a small file of the store. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { orMissing } from './file-errors.ts';

export interface BackupRecord {
  /** Where they lie. */
  readonly location: string;
  /** The last that was made. */
  readonly last:
    | {
        readonly id: string;
        /** The moment that it holds, UTC epoch ms. */
        readonly at: number;
        readonly endedAt: number;
        readonly writtenBytes: number;
      }
    | undefined;
  /** Why there is no newer one; undefined where the last try went well. */
  readonly failure: { readonly at: number; readonly message: string } | undefined;
}

const recordSchema = z.object({
  format: z.literal(1),
  location: z.string(),
  last: z
    .object({ id: z.string(), at: z.number(), endedAt: z.number(), writtenBytes: z.number() })
    .optional()
    .transform((last) => last ?? undefined),
  failure: z
    .object({ at: z.number(), message: z.string() })
    .optional()
    .transform((failure) => failure ?? undefined),
});

/** Not synced: after a power cut the repository itself tells which points there are. */
export async function noteBackup(storeDir: string, record: BackupRecord): Promise<void> {
  const path = pathOf(storeDir);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}.part`, JSON.stringify({ format: 1, ...record }));
  await rename(`${path}.${process.pid}.part`, path);
}

/** The last was made as before, and why there is none since. */
export async function noteBackupFailure(storeDir: string, location: string, at: number, error: unknown): Promise<void> {
  const before = await readBackupRecord(storeDir);
  const message = error instanceof Error ? error.message : String(error);
  await noteBackup(storeDir, {
    location,
    last: before?.location === location ? before.last : undefined,
    failure: { at, message },
  });
}

/** Undefined where none was ever made, or the file was cut short by a power cut. */
export async function readBackupRecord(storeDir: string): Promise<BackupRecord | undefined> {
  const text = await orMissing(readFile(pathOf(storeDir), 'utf8'), undefined);
  if (text === undefined) return undefined;
  try {
    const { format: _, ...record } = recordSchema.parse(JSON.parse(text));
    return { location: record.location, last: record.last, failure: record.failure };
  } catch {
    // Cut short, or of another version: it says nothing.
    return undefined;
  }
}

function pathOf(storeDir: string): string {
  return join(storeDir, 'run', 'backup.json');
}
