/**
 * A disk in memory that fails and crashes as real ones do: after a crash only what was synced is certainly there; of the
 * rest each write and each change of a folder survives wholly, partly or not at all, by a seeded choice. After an fsync
 * that failed, what it should have taken to disk is gone for good with the next crash, though it can still be read.
 */
import type { BufferFile, BufferFiles } from '../ingest/index.ts';

/** What goes wrong at one operation. `crash`: the power goes; all later operations fail, until `restart`. */
export const diskFaults = ['EIO', 'ENOSPC', 'short-write', 'crash'] as const;
export type DiskFault = (typeof diskFaults)[number];

export interface FaultyDiskOptions {
  /** Numbers in [0, 1): what survives a crash. */
  readonly random: () => number;
  /** Bytes of all files; a write beyond it fails with ENOSPC. Default: no bound. */
  readonly sizeBytesMax?: number;
}

export interface FaultyDisk {
  /** The disk as the process at work sees it; a new one after each restart. */
  readonly files: BufferFiles;
  /** Operations so far: what a fault's number counts. */
  readonly operations: number;
  /** Whether the power is gone. */
  readonly isDown: boolean;
  /** Lets the operation of this number, counted from 1, fail once. */
  failAt(operation: number, fault: DiskFault): void;
  /** The space for all files from now on. */
  resize(sizeBytesMax: number): void;
  /** `kill`: the process ends, the system keeps what was written. `crash`: the power goes. Then `files` is another. */
  restart(kind: 'kill' | 'crash'): void;
  /** Names of the files in a folder. */
  list(dir: string): readonly string[];
  /** Bytes of a file as they can be read; to change them is to damage the file, on disk as well. */
  bytesOf(path: string): Uint8Array;
  /** Puts a file there, as another program would. */
  put(path: string, bytes: Uint8Array): void;
  remove(path: string): void;
}

interface Write {
  readonly position: number;
  /** Undefined: the file was cut to the position. */
  readonly bytes: Uint8Array | undefined;
  /** An fsync that should have taken it to disk has failed. */
  isGone: boolean;
}

interface Inode {
  /** As it can be read. */
  bytes: Uint8Array;
  /** As it is on disk. */
  synced: Uint8Array;
  unsynced: Write[];
}

const sectorBytes = 512;

export function createFaultyDisk({ random, sizeBytesMax = Number.POSITIVE_INFINITY }: FaultyDiskOptions): FaultyDisk {
  return new MemoryDisk(random, sizeBytesMax);
}

class MemoryDisk implements FaultyDisk {
  files: BufferFiles;
  operations = 0;
  private readonly random: () => number;
  private sizeBytesMax: number;
  private readonly faults = new Map<number, DiskFault>();
  private entries = new Map<string, Inode>();
  private syncedEntries = new Map<string, Inode>();
  isDown = false;

  constructor(random: () => number, sizeBytesMax: number) {
    this.random = random;
    this.sizeBytesMax = sizeBytesMax;
    this.files = this.createFiles();
  }

  failAt(operation: number, fault: DiskFault): void {
    this.faults.set(operation, fault);
  }

  resize(sizeBytesMax: number): void {
    this.sizeBytesMax = sizeBytesMax;
  }

  restart(kind: 'kill' | 'crash'): void {
    if (kind === 'crash') this.losePower();
    this.isDown = false;
    this.files = this.createFiles();
  }

  list(dir: string): readonly string[] {
    return [...this.entries.keys()]
      .filter((path) => path.startsWith(`${dir}/`))
      .map((path) => path.slice(dir.length + 1));
  }

  bytesOf(path: string): Uint8Array {
    const inode = this.inodeOf(path);
    // Whoever changes them damages the disk, not only what is shown of it.
    inode.synced = inode.bytes;
    inode.unsynced = [];
    return inode.bytes;
  }

  put(path: string, bytes: Uint8Array): void {
    const inode = { bytes: new Uint8Array(bytes), synced: new Uint8Array(bytes), unsynced: [] };
    this.entries.set(path, inode);
    this.syncedEntries.set(path, inode);
  }

  remove(path: string): void {
    this.entries.delete(path);
    this.syncedEntries.delete(path);
  }

  private inodeOf(path: string): Inode {
    const inode = this.entries.get(path);
    if (inode === undefined) throw diskError('ENOENT', path);
    return inode;
  }

  private losePower(): void {
    const names = new Set([...this.entries.keys(), ...this.syncedEntries.keys()]);
    const after = new Map<string, Inode>();
    for (const name of names) {
      const inode = this.random() < 0.5 ? this.entries.get(name) : this.syncedEntries.get(name);
      if (inode !== undefined) after.set(name, inode);
    }
    for (const inode of new Set(after.values())) {
      for (const write of inode.unsynced) if (!write.isGone && this.random() < 0.6) this.survive(inode, write);
      inode.bytes = inode.synced.slice();
      inode.unsynced = [];
    }
    this.entries = after;
    this.syncedEntries = new Map(after);
  }

  /** Whole, or some of its sectors. */
  private survive(inode: Inode, { position, bytes }: Write): void {
    if (bytes === undefined) {
      inode.synced = resized(inode.synced, position);
      return;
    }
    const isTorn = this.random() < 0.5;
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + sectorBytes - ((position + from) % sectorBytes));
      if (!isTorn || this.random() < 0.5)
        inode.synced = written(inode.synced, position + from, bytes.subarray(from, to));
      from = to;
    }
  }

  /** Counts an operation and lets it fail where it should. */
  private async begin(files: () => BufferFiles): Promise<DiskFault | undefined> {
    // Real disks answer later, and what waits for them goes on meanwhile.
    await new Promise(setImmediate);
    if (this.isDown || files() !== this.files) throw diskError('EIO', 'the disk is gone');
    this.operations++;
    const fault = this.faults.get(this.operations);
    if (fault === 'crash') this.isDown = true;
    if (fault === 'EIO' || fault === 'crash') throw diskError('EIO', `operation ${this.operations}`);
    if (fault === 'ENOSPC') throw diskError('ENOSPC', `operation ${this.operations}`);
    return fault;
  }

  private get usedBytes(): number {
    let sum = 0;
    for (const { bytes } of this.entries.values()) sum += bytes.length;
    return sum;
  }

  private createFiles(): BufferFiles {
    const begin = (): Promise<DiskFault | undefined> => this.begin(() => files);
    const files: BufferFiles = {
      makeFolder: async () => void (await begin()),
      list: async (dir) => {
        await begin();
        return this.list(dir);
      },
      create: async (path) => {
        await begin();
        if (this.entries.has(path)) throw diskError('EEXIST', path);
        const inode = { bytes: new Uint8Array(0), synced: new Uint8Array(0), unsynced: [] };
        this.entries.set(path, inode);
        return this.openInode(inode, begin, () => files);
      },
      open: async (path) => {
        await begin();
        return this.openInode(this.inodeOf(path), begin, () => files);
      },
      remove: async (path) => {
        await begin();
        this.entries.delete(path);
      },
      syncFolder: async (dir) => {
        await begin();
        for (const path of this.syncedEntries.keys())
          if (path.startsWith(`${dir}/`) && !this.entries.has(path)) this.syncedEntries.delete(path);
        for (const [path, inode] of this.entries) if (path.startsWith(`${dir}/`)) this.syncedEntries.set(path, inode);
      },
    };
    return files;
  }

  private openInode(inode: Inode, begin: () => Promise<DiskFault | undefined>, files: () => BufferFiles): BufferFile {
    return {
      write: async (bytes, position) => {
        // What the caller does with its bytes afterwards is its own affair.
        const copy = new Uint8Array(bytes);
        const fault = await begin();
        const part = fault === 'short-write' ? copy.subarray(0, Math.ceil(copy.length / 2)) : copy;
        const growth = Math.max(0, position + part.length - inode.bytes.length);
        if (this.usedBytes + growth > this.sizeBytesMax) throw diskError('ENOSPC', 'write');
        inode.bytes = written(inode.bytes, position, part);
        inode.unsynced.push({ position, bytes: part, isGone: false });
        return part.length;
      },
      read: async (into, position) => {
        await begin();
        const part = inode.bytes.subarray(position, position + into.length);
        into.set(part);
        return part.length;
      },
      sync: async () => {
        const covered = [...inode.unsynced];
        try {
          await begin();
        } catch (error) {
          // A process that is dead asks for nothing.
          if (files() === this.files) for (const write of covered) write.isGone = true;
          throw error;
        }
        for (const { position, bytes } of covered.filter(({ isGone }) => !isGone))
          inode.synced = bytes === undefined ? resized(inode.synced, position) : written(inode.synced, position, bytes);
        inode.unsynced = inode.unsynced.filter((write) => write.isGone || !covered.includes(write));
      },
      truncate: async (sizeBytes) => {
        await begin();
        inode.bytes = resized(inode.bytes, sizeBytes);
        inode.unsynced.push({ position: sizeBytes, bytes: undefined, isGone: false });
      },
      sizeBytes: async () => {
        await begin();
        return inode.bytes.length;
      },
      close: async () => void (await begin()),
    };
  }
}

function resized(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  const result = new Uint8Array(sizeBytes);
  result.set(bytes.subarray(0, sizeBytes));
  return result;
}

function written(bytes: Uint8Array, position: number, part: Uint8Array): Uint8Array {
  const result = position + part.length > bytes.length ? resized(bytes, position + part.length) : bytes.slice();
  result.set(part, position);
  return result;
}

function diskError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
