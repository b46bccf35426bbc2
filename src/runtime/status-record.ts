/** What the running process says of itself once a second: a file of the store, written whole or not at all. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { IngestStatus } from '../ingest/index.ts';
import type { RunStatus } from './run-status.ts';

export interface StatusRecord {
  readonly formatVersion: 1;
  readonly holder: string;
  readonly softwareVersion: string;
  readonly startedAt: number;
  /** When this was written, UTC epoch ms. */
  readonly at: number;
  /** Stopped in order; absent while it runs, and where it was killed. */
  readonly endedAt?: number;
  /** The lease it runs under; absent in records of older versions. */
  readonly lease?: RunStatus['lease'];
  /** Who stands by for it. */
  readonly standbys?: RunStatus['standbys'];
  readonly disk?: RunStatus['disk'];
  readonly backup?: RunStatus['backup'];
  readonly ingest: Omit<IngestStatus, 'buffer'> & {
    readonly buffer: Omit<IngestStatus['buffer'], 'pending' | 'damages'> & {
      readonly pending: Readonly<Record<string, number>>;
      readonly damageCount: number;
    };
  };
}

export function toStatusRecord(
  { lease, standbys, disk, backup, ...status }: RunStatus,
  run: Pick<StatusRecord, 'holder' | 'softwareVersion' | 'startedAt' | 'at' | 'endedAt'>,
): StatusRecord {
  const { pending, damages, ...buffer } = status.buffer;
  return {
    formatVersion: 1,
    ...run,
    lease,
    standbys,
    disk,
    backup,
    ingest: {
      ...status,
      buffer: { ...buffer, pending: Object.fromEntries(pending), damageCount: damages.length },
    },
  };
}

/** Not synced: after a power cut an older one, or none, says as much. */
export async function writeStatusRecord(storeDir: string, record: StatusRecord): Promise<void> {
  const path = pathOf(storeDir);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, JSON.stringify(record));
  await rename(`${path}.part`, path);
}

/** Undefined where nothing ever ran, or a record of another format lies there. */
export async function readStatusRecord(storeDir: string): Promise<StatusRecord | undefined> {
  let text: string;
  try {
    text = await readFile(pathOf(storeDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const record = parseJson(text);
  return record?.formatVersion === 1 ? record : undefined;
}

function parseJson(text: string): StatusRecord | undefined {
  try {
    return JSON.parse(text) as StatusRecord;
  } catch {
    // Cut short by a power cut: it says nothing.
    return undefined;
  }
}

function pathOf(storeDir: string): string {
  return join(storeDir, 'run', 'status.json');
}
