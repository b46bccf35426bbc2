/** Backups in memory, as a repository keeps them: files by their checksum, points by number. */
import { createHash } from 'node:crypto';
import type { BackupPoint, BackupRepository, SavedFile } from '../../src/backup/index.ts';
import { GembaError } from '../../src/model/index.ts';
import { memoryNotes } from './memory-notes.ts';

export interface MemoryBackups extends BackupRepository {
  readonly points: BackupPoint[];
  readonly files: Map<string, Uint8Array>;
}

export function createMemoryBackups(plant: string): MemoryBackups {
  const points: BackupPoint[] = [];
  const files = new Map<string, Uint8Array>();
  const { readNote, writeNote } = memoryNotes();
  const missing = (what: string) => new GembaError('backup-missing', `There is no ${what}.`);
  return {
    points,
    files,
    location: 'memory',
    readNote,
    writeNote,
    async save(parts, { at }) {
      let [writtenCount, writtenBytes] = [0, 0];
      const saved: { name: string; files: SavedFile[] }[] = [];
      for (const part of parts) {
        const listed: SavedFile[] = [];
        for await (const file of part.files) {
          if (file.sha256 === undefined || !files.has(file.sha256)) {
            const chunks: Uint8Array[] = [];
            for await (const chunk of file.read()) chunks.push(chunk);
            const bytes = Buffer.concat(chunks);
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            if (bytes.length !== file.byteLength || sha256 !== (file.sha256 ?? sha256))
              throw new GembaError('backup-failed', `${part.name}/${file.path} changed while it was read.`);
            if (!files.has(sha256)) {
              writtenCount++;
              writtenBytes += bytes.length;
            }
            files.set(sha256, bytes);
            listed.push({ path: file.path, byteLength: bytes.length, sha256 });
          } else listed.push({ path: file.path, byteLength: file.byteLength, sha256: file.sha256 });
        }
        saved.push({ name: part.name, files: listed });
      }
      const point = { id: `point-${points.length + 1}`, at, plant, softwareVersion: 'test', parts: saved };
      points.push(point);
      return { point, writtenCount, writtenBytes };
    },
    listPoints: async () =>
      points.map(({ parts, ...point }) => {
        const all = parts.flatMap(({ files: listed }) => listed);
        return { ...point, fileCount: all.length, byteLength: all.reduce((sum, file) => sum + file.byteLength, 0) };
      }),
    findPoint: async (at) => points.findLast((point) => point.at <= at),
    async readPoint(id) {
      const point = points.find((one) => one.id === id);
      if (point === undefined) throw missing(`point ${id}`);
      return point;
    },
    async *readFile({ sha256 }) {
      const bytes = files.get(sha256);
      if (bytes === undefined) throw missing(`file ${sha256}`);
      yield bytes;
    },
    prune: async () => ({ removedPoints: [], removedBytes: 0 }),
    verify: async () => ({ pointCount: points.length, objectCount: files.size, readBytes: 0, damages: [] }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
