/**
 * One holder at a time. The lease is a file named by its fencing number; a new holder adds the next number, which only
 * one can. The holder alone rewrites its own file, to renew or to release it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import type { LeaseHolder } from '../port.ts';
import { addFile, hasCode, makeFolder, replaceFile } from './durable.ts';
import { entryName, formatVersion, leaseFolder } from './layout.ts';
import { listNames } from './manifest-log.ts';
import { seal, unseal } from './sealed.ts';

export interface LeaseRecord extends LeaseHolder {
  readonly format: number;
  /** Where process numbers are comparable. */
  readonly host: string;
  readonly pid: number;
  readonly released: boolean;
  /** Since when it is held, UTC epoch ms; leases of older versions do not say. */
  readonly takenAt?: number;
  /** How long it lasts without being renewed; leases of older versions do not say. */
  readonly leaseMs?: number;
  /** What its holder wrote beside it, as JSON. */
  readonly note?: Readonly<Record<string, unknown>>;
}

/**
 * How a lease stands. `released`: let go of in order; `ended`: the process that held it runs no more; `expired`: not
 * renewed in time, so that its holder hangs, or ended on another machine. Only a lease that is `held` keeps others off.
 */
export type LeaseState =
  | { readonly kind: 'none' }
  | { readonly kind: 'held' | 'released' | 'ended' | 'expired'; readonly record: LeaseRecord };

/** What a lease is for, in its messages. */
export interface LeaseWords {
  /** @example 'History is being written' */
  readonly held: string;
  /** @example 'Another writer has taken over the history' */
  readonly lost: string;
  readonly remedy: string;
}

export interface Lease {
  readonly fencing: number;
  readonly takenAt: number;
  /** How the lease stood when this one was taken. */
  readonly before: LeaseState;
  /** When it ends unless it is renewed, UTC epoch ms. */
  readonly expiresAt: number;
  /** Whether another has taken a later lease. */
  isLost(): Promise<boolean>;
  /**
   * Throws `lease-lost` where another has taken a later lease: a read of the folder, which the system has in memory.
   * What was on disk before a call that does not throw, the next holder finds.
   */
  confirm(): void;
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
  /** Default: those of the history. */
  readonly words?: LeaseWords;
  /** Whether a lease that its holder has not let go of is expired. Default: by the clock. */
  readonly isExpired?: (record: LeaseRecord) => boolean;
  /** What to write beside the lease. */
  readonly noteOf?: (before: LeaseState, takenAt: number) => Readonly<Record<string, unknown>>;
}

const historyWords: LeaseWords = {
  held: 'History is being written',
  lost: 'Another writer has taken over the history',
  remedy: 'Nothing of this commit was stored; open a new writer and start from the committed position.',
};

/**
 * Takes the lease of a folder.
 *
 * @throws GembaError `lease-held`, naming the holder
 */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { dir, holder, leaseMs, clock, words = historyWords } = options;
  const folder = join(dir, leaseFolder);
  await makeFolder(folder);
  const newest = await newestFencing(folder);
  const before = await readState(folder, newest, options.isExpired ?? ((record) => clock() >= record.expiresAt));
  if (before.kind === 'held') throw held(before.record, holder, clock(), words);
  const fencing = Math.max(newest, options.fencingSeen) + 1;
  const takenAt = clock();
  const note = options.noteOf?.(before, takenAt);
  let expiresAt = takenAt + leaseMs;
  const text = (released: boolean): string => {
    const record: LeaseRecord = {
      format: formatVersion,
      holder,
      fencing,
      expiresAt,
      host: hostIdentity(),
      pid: process.pid,
      released,
      takenAt,
      leaseMs,
      ...(note === undefined ? {} : { note }),
    };
    return seal(record).text;
  };
  const path = join(folder, entryName(fencing));
  const added = await addFile(path, text(false));
  // Whoever was late may have added a number that was taken, released and cleaned up meanwhile.
  if (!added || (await newestFencing(folder)) !== fencing) {
    const winner = await readLease(folder, await newestFencing(folder));
    throw held(winner ?? { holder: 'another process', fencing, expiresAt }, holder, clock(), words);
  }
  await removeOlder(folder, fencing);
  const isLost = async (): Promise<boolean> => (await newestFencing(folder)) !== fencing;
  const lostNow = (): GembaError => lost(dir, fencing, { words });
  return {
    fencing,
    takenAt,
    before,
    get expiresAt() {
      return expiresAt;
    },
    isLost,
    confirm() {
      if (newestOf(listNamesNow(folder)) !== fencing) throw lostNow();
    },
    isExpired: () => clock() >= expiresAt,
    async renew() {
      if (await isLost()) throw lostNow();
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

/** How the lease of a folder stands now. */
export async function readLeaseState(dir: string, now: number): Promise<LeaseState> {
  const folder = join(dir, leaseFolder);
  return readState(folder, await newestFencing(folder), ({ expiresAt }) => now >= expiresAt);
}

/** Who holds the lease now; undefined where nobody does. */
export async function findLeaseHolder(dir: string, now: number): Promise<LeaseHolder | undefined> {
  const state = await readLeaseState(dir, now);
  if (state.kind !== 'held') return undefined;
  const { holder, fencing, expiresAt } = state.record;
  return { holder, fencing, expiresAt };
}

export function lost(
  dir: string,
  fencing: number,
  { words = historyWords, cause }: { readonly words?: LeaseWords; readonly cause?: unknown } = {},
): GembaError {
  return new GembaError(
    'lease-lost',
    `${words.lost} in ${dir} (this one's fencing number is ${fencing}). ${words.remedy}`,
    { ...(cause === undefined ? {} : { cause }), details: { dir, fencing } },
  );
}

function held(current: LeaseHolder, holder: string, now: number, words: LeaseWords): GembaError {
  const until = new Date(current.expiresAt).toISOString();
  return new GembaError(
    'lease-held',
    `${words.held} by ${current.holder} (until ${until}, renewed while it runs); ${holder} cannot write now. Stop it, or wait.`,
    { details: { holder: current.holder, fencing: current.fencing, expiresAt: current.expiresAt, now } },
  );
}

async function newestFencing(folder: string): Promise<number> {
  return newestOf(await listNames(folder));
}

function newestOf(names: readonly string[]): number {
  let newest = 0;
  for (const name of names) {
    const match = /^(\d{12})\.json$/.exec(name);
    if (match !== null) newest = Math.max(newest, Number(match[1]));
  }
  return newest;
}

function listNamesNow(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Taken away with everything in it: nobody has the lease.
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function readState(
  folder: string,
  fencing: number,
  isExpired: (record: LeaseRecord) => boolean,
): Promise<LeaseState> {
  const record = fencing === 0 ? undefined : await readLease(folder, fencing);
  if (record === undefined) return { kind: 'none' };
  if (record.released) return { kind: 'released', record };
  if (record.host === hostIdentity() && !isRunning(record.pid)) return { kind: 'ended', record };
  return { kind: isExpired(record) ? 'expired' : 'held', record };
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
