/** What is in the buffer's folder: which files are its own, and what their names and headers say. */
import { GembaError } from '../../model/index.ts';
import { type BufferFile, type BufferFiles, readWhole } from './buffer-files.ts';
import { pathIn } from './context.ts';
import type { BufferLane } from './fact-buffer.ts';
import { type LossName, parseLossFile } from './loss-file.ts';
import {
  formatVersion,
  parseSegmentHeader,
  parseSegmentName,
  type SegmentHeader,
  type SegmentName,
  segmentHeaderBytes,
  toSegmentName,
} from './segment-format.ts';

export interface FoundSegment {
  readonly name: SegmentName;
  readonly sizeBytes: number;
  /** Whether its header could be read; its name says the same. */
  readonly hasHeader: boolean;
  /** It was being made: no record was ever in it. */
  readonly isUnfinished: boolean;
}

export interface BufferFolder {
  /** Undefined where no segment says it. */
  readonly id: string | undefined;
  /** By lane, in order. */
  readonly segments: Readonly<Record<BufferLane, readonly FoundSegment[]>>;
  /** By lane: greater than that of any file, ignored ones too. */
  readonly nextSequence: Readonly<Record<BufferLane, number>>;
  readonly losses: readonly LossName[];
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
}

const readAttempts = 2;
const noBytes = Buffer.alloc(0);

interface Folder {
  readonly dir: string;
  readonly files: BufferFiles;
}

/** @throws GembaError `buffer-newer`; the error of the file system */
export async function readFolder(folder: Folder): Promise<BufferFolder> {
  const ignored: { file: string; reason: string }[] = [];
  const losses: LossName[] = [];
  const found: { readonly segment: FoundSegment; readonly header: SegmentHeader | undefined }[] = [];
  for (const file of [...(await folder.files.list(folder.dir))].sort()) {
    const name = parseSegmentName(file);
    const loss = parseLossFile(file);
    if (name !== undefined) found.push(await readSegment(folder, name));
    else if (loss !== undefined) losses.push(loss);
    else ignored.push({ file, reason: 'It has no name of a segment or a loss.' });
  }
  const id = mostFrequent(found.flatMap(({ header }) => (header === undefined ? [] : [header.buffer])));
  const segments: Record<BufferLane, FoundSegment[]> = { kept: [], droppable: [] };
  const nextSequence: Record<BufferLane, number> = { kept: 1, droppable: 1 };
  for (const { segment, header } of found) {
    nextSequence[segment.name.lane] = Math.max(nextSequence[segment.name.lane], segment.name.sequence + 1);
    const reason = reasonToIgnore(segment, header, id);
    if (reason === undefined) segments[segment.name.lane].push(segment);
    else ignored.push({ file: toSegmentName(segment.name), reason });
  }
  return { id, segments, nextSequence, losses, ignored };
}

async function readSegment(
  folder: Folder,
  name: SegmentName,
): Promise<{ readonly segment: FoundSegment; readonly header: SegmentHeader | undefined }> {
  const path = pathIn(folder, toSegmentName(name));
  const file = await folder.files.open(path);
  try {
    const sizeBytes = await file.sizeBytes();
    const bytes = await readHeader(file);
    const parsed = parseSegmentHeader(bytes ?? noBytes);
    if (parsed.kind === 'newer') {
      const message = `${path} is of format ${parsed.version}; this version reads up to ${formatVersion}. Use the gemba that wrote it, or a newer one.`;
      throw new GembaError('buffer-newer', message, { details: { path, version: parsed.version } });
    }
    const header = parsed.kind === 'header' ? parsed.header : undefined;
    const isUnfinished = header === undefined && bytes !== undefined && sizeBytes <= segmentHeaderBytes;
    return { segment: { name, sizeBytes, hasHeader: header !== undefined, isUnfinished }, header };
  } finally {
    await file.close();
  }
}

/** Undefined where the disk cannot read it: the name says what the header does. */
async function readHeader(file: BufferFile): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  // A bad sector stays bad; other errors of reading may pass.
  for (let attempt = 1; attempt <= readAttempts; attempt++) {
    const length = await readWhole(file, bytes, 0).catch(() => undefined);
    if (length !== undefined) return bytes.subarray(0, length);
  }
  return undefined;
}

function reasonToIgnore(
  { name }: FoundSegment,
  header: SegmentHeader | undefined,
  id: string | undefined,
): string | undefined {
  if (header === undefined) return undefined;
  if (header.buffer !== id) return `It is of another buffer (${header.buffer}).`;
  if (toSegmentName(header) !== toSegmentName(name)) return `It was ${toSegmentName(header)} when it was made.`;
  return undefined;
}

function mostFrequent(ids: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
