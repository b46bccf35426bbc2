/** The few operations on files that the buffer needs; `gemba/testing` has a disk of this form that fails and crashes. */

export interface BufferFile {
  /** Writes at a position and tells how much of it was written, which may be less. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Reads at a position and tells how much was read: less at the end of the file, 0 behind it. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves once all that was written is on disk (fdatasync). After a failure nothing is known of it. */
  sync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  sizeBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface BufferFiles {
  /** Makes a folder, durably, where it is missing. */
  makeFolder(dir: string): Promise<void>;
  /** Names of the files in a folder. */
  list(dir: string): Promise<readonly string[]>;
  /** Fails where there is a file of that name. */
  create(path: string): Promise<BufferFile>;
  /** For reading and writing. */
  open(path: string): Promise<BufferFile>;
  /** Harmless where there is no such file. */
  remove(path: string): Promise<void>;
  /** Resolves once the names in the folder are on disk. */
  syncFolder(dir: string): Promise<void>;
}

/** All of it, however often the system writes less than it was given. */
export async function writeWhole(file: BufferFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const written = await file.write(bytes.subarray(done), position + done);
    if (written === 0) throw new Error(`Wrote 0 of ${bytes.length - done} bytes.`);
    done += written;
  }
}

/** As much as the file has of it. */
export async function readWhole(file: BufferFile, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const read = await file.read(into.subarray(done), position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

/** Whether the disk, or what a user may take of it, is full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
