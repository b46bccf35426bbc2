/** A stretch of a segment file in memory, so that files of any size are read in bounded memory. */
import { crc32 } from 'node:zlib';
import { type BufferFile, readWhole } from './buffer-files.ts';

const windowBytes = 1_048_576;
/** What a disk fails to read is tried again in pieces of this size, so that one bad sector costs little else. */
const sectorBytes = 4_096;

export class SegmentWindow {
  private readonly bytes = Buffer.allocUnsafeSlow(windowBytes);
  private from = 0;
  private length = 0;
  private readonly file: BufferFile;
  readonly sizeBytes: number;
  /** Whether the disk failed to read some of it. */
  hasUnreadable = false;

  constructor(file: BufferFile, sizeBytes: number) {
    this.file = file;
    this.sizeBytes = sizeBytes;
  }

  /** From `offset` on at least `atLeast` bytes, or what the file has. At most a window's size. Valid until the next call. */
  async at(offset: number, atLeast: number): Promise<Buffer> {
    const wanted = Math.min(atLeast, this.sizeBytes - offset);
    if (offset < this.from || offset + wanted > this.from + this.length) await this.load(offset);
    return this.bytes.subarray(offset - this.from, this.length);
  }

  async checksum(offset: number, sizeBytes: number): Promise<number> {
    let checksum = 0;
    for (let done = 0; done < sizeBytes; ) {
      const rest = sizeBytes - done;
      const view = await this.at(offset + done, Math.min(rest, windowBytes));
      const part = view.subarray(0, rest);
      checksum = crc32(part, checksum);
      done += part.length;
    }
    return checksum;
  }

  private async load(offset: number): Promise<void> {
    const into = this.bytes.subarray(0, Math.min(windowBytes, this.sizeBytes - offset));
    try {
      await readWhole(this.file, into, offset);
    } catch {
      await this.loadSectors(into, offset);
    }
    this.from = offset;
    this.length = into.length;
  }

  /** What cannot be read counts as zeros; the checksums around it tell, and it becomes a damage. */
  private async loadSectors(into: Buffer, offset: number): Promise<void> {
    for (let done = 0; done < into.length; done += sectorBytes) {
      const sector = into.subarray(done, done + sectorBytes);
      try {
        await readWhole(this.file, sector, offset + done);
      } catch {
        sector.fill(0);
        this.hasUnreadable = true;
      }
    }
  }
}
