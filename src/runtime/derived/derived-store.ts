/**
 * A folder of what can be worked out again at any time: one file per name, with the fingerprint of what it was worked
 * out from. Any process may write it; the last one wins, and whoever reads looks at the fingerprint.
 *
 * A file is written under a temporary name and renamed, so it is there whole or not at all. It is not synced: what a
 * power cut tears does not match its checksum, and what does not match is as good as absent. So is whatever cannot be
 * read, and deleting the folder costs time and nothing else.
 */
import { hash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DerivedEntry {
  /** Of what it was worked out from; 32 hex digits. */
  readonly fingerprint: string;
  readonly payload: Uint8Array;
}

export interface DerivedStore {
  /** The entry of a name, whatever its fingerprint; undefined where there is none, or none that is whole. */
  find(name: string): Promise<DerivedEntry | undefined>;
  /**
   * Puts an entry in place of the one before. Rejects with the error of the file system where it cannot: then nothing has
   * changed, and the caller goes on without.
   *
   * @param name letters, digits, `.` and `-`
   */
  put(name: string, entry: DerivedEntry): Promise<void>;
  /** Removes the entries written longest ago until the folder is within its bounds, and what killed processes left. */
  trim(): Promise<void>;
}

export interface DerivedStoreOptions {
  readonly dir: string;
  /** Default: 1 GiB. */
  readonly sizeBytesMax?: number;
  /** Default: 4,096. */
  readonly entriesMax?: number;
}

const sizeBytesMaxDefault = 1_073_741_824;
const entriesMaxDefault = 4_096;
/** A temporary file so much older than the newest file belongs to no process that still writes it. */
const abandonedAfterMs = 3_600_000;

/** `gemba`, format, then the SHA-256 of all that follows: 16 bytes of fingerprint and the payload. */
const magic = Buffer.from('gemba-d1');
const sumBytes = 32;
const fingerprintBytes = 16;
const headerBytes = magic.length + sumBytes + fingerprintBytes;
const ending = '.bin';
const temporaryEnding = '.tmp';

/** Opens the store of a folder, which need not exist. */
export function openDerivedStore(options: DerivedStoreOptions): DerivedStore {
  const { dir, sizeBytesMax = sizeBytesMaxDefault, entriesMax = entriesMaxDefault } = options;
  return {
    async find(name) {
      try {
        return decode(await readFile(join(dir, `${name}${ending}`)));
      } catch {
        // Absent, or not readable: both mean that it has to be worked out.
        return undefined;
      }
    },
    async put(name, entry) {
      await mkdir(dir, { recursive: true });
      const temporary = join(dir, `${name}.${process.pid}-${randomBytes(4).toString('hex')}${temporaryEnding}`);
      try {
        await writeFile(temporary, encode(entry), { flag: 'wx' });
        await rename(temporary, join(dir, `${name}${ending}`));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async trim() {
      const files = await listFiles(dir);
      const newestAt = files.reduce((newest, { writtenAt }) => Math.max(newest, writtenAt), 0);
      let entryCount = 0;
      let sizeBytes = 0;
      for (const { path, writtenAt, length } of files) {
        const isTemporary = path.endsWith(temporaryEnding);
        if (!isTemporary) {
          entryCount++;
          sizeBytes += length;
        }
        const isAbandoned = isTemporary && writtenAt < newestAt - abandonedAfterMs;
        if (isAbandoned || (!isTemporary && (entryCount > entriesMax || sizeBytes > sizeBytesMax)))
          await rm(path, { force: true });
      }
    },
  };
}

interface FoundFile {
  readonly path: string;
  readonly writtenAt: number;
  readonly length: number;
}

/** Our files of the folder, the newest first. Another process may remove one while we look. */
async function listFiles(dir: string): Promise<FoundFile[]> {
  const names = await readdir(dir).catch((): string[] => []);
  const files: FoundFile[] = [];
  for (const name of names) {
    if (!name.endsWith(ending) && !name.endsWith(temporaryEnding)) continue;
    const path = join(dir, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) files.push({ path, writtenAt: found.mtimeMs, length: found.size });
  }
  return files.sort((a, b) => b.writtenAt - a.writtenAt);
}

function encode({ fingerprint, payload }: DerivedEntry): Buffer {
  const body = Buffer.concat([Buffer.from(fingerprint, 'hex'), payload]);
  if (body.length !== fingerprintBytes + payload.length)
    throw new RangeError(`A fingerprint has ${fingerprintBytes * 2} hex digits, got '${fingerprint}'.`);
  return Buffer.concat([magic, hash('sha256', body, 'buffer'), body]);
}

/** Whether the bytes of a file are an entry that would be found. */
export function isWholeEntry(bytes: Buffer): boolean {
  return decode(bytes) !== undefined;
}

/** Undefined where the bytes are not a whole entry of this format. */
function decode(bytes: Buffer): DerivedEntry | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const body = bytes.subarray(magic.length + sumBytes);
  const sum = bytes.subarray(magic.length, magic.length + sumBytes);
  if (!hash('sha256', body, 'buffer').equals(sum)) return undefined;
  return {
    fingerprint: body.toString('hex', 0, fingerprintBytes),
    payload: body.subarray(fingerprintBytes),
  };
}
