/**
 * One writer at a time. The lease is a file named by its fencing number; a new holder adds the next number, which only
 * one can. The holder alone rewrites its own file, to renew or to release it.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import type { LeaseHolder } from '../port.ts';
import { addFile, hasCode, makeFolder, replaceFile } from './durable.ts';
import { entryName, formatVersion, leaseFolder } from './layout.ts';
import { listNames } from './manifest-log.ts';
import { seal, unseal } from './sealed.ts';

interface LeaseRecord extends LeaseHolder {
  readonly format: number;
  /** Where process numbers are comparable. */
  readonly host: string;
  readonly pid: number;
  readonly released: boolean;
}

export interface Lease {
  readonly fencing: number;
  /** Whether another has taken a later lease. */
  isLost(): Promise<boolean>;
  /** Whether the time it was taken or renewed for is over. */
  isExpired(): boolean;
  /** Throws `lease-lost` where another has taken over. */
  renew(): Promise<void>;
  /** Lets the next writer in at once. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly dir: string;
  readonly holder: string;
  readonly leaseMs: number;
  readonly clock: () => number;
  /** The newest fencing number in the manifest: the lease's is greater, even if lease files were deleted. */
  readonly fencingSeen: number;
}

export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { dir, holder, leaseMs, clock } = options;
  const folder = join(dir, leaseFolder);
  await makeFolder(folder);
  const newest = await newestFencing(folder);
  const current = newest === 0 ? undefined : await readLease(folder, newest);
  if (current !== undefined && isLive(current, clock())) throw held(current, holder, clock());
  const fencing = Math.max(newest, options.fencingSeen) + 1;
  let expiresAt = clock() + leaseMs;
  const text = (released: boolean): string => {
    const record: LeaseRecord = {
      format: formatVersion,
      holder,
      fencing,
      expiresAt,
      host: hostIdentity(),
      pid: process.pid,
      released,
    };
    return seal(record).text;
  };
  const path = join(folder, entryName(fencing));
  const added = await addFile(path, text(false));
  // Whoever was late may have added a number that was taken, released and cleaned up meanwhile.
  if (!added || (await newestFencing(folder)) !== fencing) {
    const winner = await readLease(folder, await newestFencing(folder));
    throw held(winner ?? { holder: 'another process', fencing, expiresAt }, holder, clock());
  }
  await removeOlder(folder, fencing);
  const isLost = async (): Promise<boolean> => (await newestFencing(folder)) !== fencing;
  return {
    fencing,
    isLost,
    isExpired: () => clock() >= expiresAt,
    async renew() {
      if (await isLost()) throw lost(dir, fencing);
      expiresAt = clock() + leaseMs;
      await replaceFile(path, text(false));
    },
    async release() {
      if (await isLost()) return;
      try {
        await replaceFile(path, text(true));
      } catch {
        // A full disk takes no new file, but lets one go. The manifest knows the number, so it does not come twice.
        await rm(path, { force: true });
      }
    },
  };
}

/** Who holds the lease now; undefined where nobody does. */
export async function findLeaseHolder(dir: string, now: number): Promise<LeaseHolder | undefined> {
  const folder = join(dir, leaseFolder);
  const newest = await newestFencing(folder);
  const record = newest === 0 ? undefined : await readLease(folder, newest);
  if (record === undefined || !isLive(record, now)) return undefined;
  return { holder: record.holder, fencing: record.fencing, expiresAt: record.expiresAt };
}

export function lost(dir: string, fencing: number): GembaError {
  return new GembaError(
    'lease-lost',
    `Another writer has taken over the history in ${dir} (this one's fencing number is ${fencing}). Nothing of this commit was stored; open a new writer and start from the committed position.`,
    { details: { dir, fencing } },
  );
}

function held(current: LeaseHolder, holder: string, now: number): GembaError {
  const until = new Date(current.expiresAt).toISOString();
  return new GembaError(
    'lease-held',
    `History is being written by ${current.holder} (until ${until}, renewed while it runs); ${holder} cannot write now. Stop it, or wait.`,
    { details: { holder: current.holder, fencing: current.fencing, expiresAt: current.expiresAt, now } },
  );
}

async function newestFencing(folder: string): Promise<number> {
  let newest = 0;
  for (const name of await listNames(folder)) {
    const match = /^(\d{12})\.json$/.exec(name);
    if (match !== null) newest = Math.max(newest, Number(match[1]));
  }
  return newest;
}

/** Undefined where it is gone or unreadable: such a lease holds nobody off, and fencing makes that harmless. */
async function readLease(folder: string, fencing: number): Promise<LeaseRecord | undefined> {
  try {
    const read = unseal(await readFile(join(folder, entryName(fencing)), 'utf8'), formatVersion);
    return read.kind === 'whole' ? (read.body as unknown as LeaseRecord) : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function removeOlder(folder: string, fencing: number): Promise<void> {
  for (const name of await listNames(folder)) {
    const match = /^(\d{12})\.json/.exec(name);
    if (match !== null && Number(match[1]) < fencing) await rm(join(folder, name), { force: true });
  }
}

function isLive(record: LeaseRecord, now: number): boolean {
  if (record.released || now >= record.expiresAt) return false;
  return record.host !== hostIdentity() || isRunning(record.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** A process that was killed and not yet collected by its parent still has its number, but runs no more. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Without /proc its state is not known: a number in use counts as running.
    return false;
  }
}

/** Host name, and on Linux the process-number namespace: two containers may share a name, not a namespace. */
function hostIdentity(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux: the name is all there is.
    return hostname();
  }
}
