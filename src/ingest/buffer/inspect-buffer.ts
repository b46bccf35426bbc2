/** Looks at a buffer as its next opening would find it, and changes nothing of it, so that it may be in use. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BufferFile, BufferFiles } from './buffer-files.ts';
import { type BufferContext, pathIn } from './context.ts';
import type { BufferDamage, BufferTruncation } from './fact-buffer.ts';
import { nodeFiles } from './node-files.ts';
import { openLosses } from './open-losses.ts';
import { type BufferFolder, type FoundSegment, readFolder } from './read-folder.ts';
import { recoverLane } from './recover-lane.ts';
import { scanSegment } from './scan-segment.ts';
import { toSegmentName } from './segment-format.ts';
import { SegmentWindow } from './segment-window.ts';

export interface BufferInspection {
  readonly damages: readonly BufferDamage[];
  /** Ends that were being written; of a buffer in use there mostly is one. */
  readonly truncations: readonly BufferTruncation[];
  /** Bytes behind the last record of a file that is not the last, which cannot be read: no record stood there that counts. */
  readonly unreadTails: readonly { readonly file: string; readonly fromByte: number; readonly toByte: number }[];
  /** Loss files that are not whole: where what they speak of is still there, they were being written. */
  readonly brokenLosses: readonly string[];
  /** Files that are not its own, with the reason. */
  readonly ignored: BufferFolder['ignored'];
  /** Files that were looked at, and their bytes. */
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/**
 * @throws GembaError `buffer-newer`; the error of the file system, such as `ENOENT` where a file was let go of meanwhile
 * @example (await inspectFactBuffer('.gemba/buffer/segments-000000000003')).damages
 */
export async function inspectFactBuffer(dir: string, files: BufferFiles = nodeFiles): Promise<BufferInspection> {
  const removed: string[] = [];
  const context = { dir: resolve(dir), files: readOnly(files, removed) };
  const folder = await readFolder(context);
  const losses = await openLosses(context, folder);
  const kept = await recoverLane('kept', folder.segments.kept, [], context);
  const droppable = await recoverLane(
    'droppable',
    losses.segments,
    losses.stored.map(({ loss }) => loss),
    context,
  );
  const segments = [...folder.segments.kept, ...folder.segments.droppable];
  const dropped = new Set(segments.map(({ name }) => toSegmentName(name)));
  const named = losses.damages.map(({ file }) => file);
  return {
    damages: [...losses.damages, ...kept.damages, ...droppable.damages],
    truncations: [...kept.truncations, ...droppable.truncations],
    unreadTails: [
      ...(await findUnreadTails(context, folder.segments.kept)),
      ...(await findUnreadTails(context, losses.segments)),
    ],
    brokenLosses: removed.filter((file) => !dropped.has(file) && !named.includes(file)),
    ignored: folder.ignored,
    fileCount: segments.length + folder.losses.length,
    sizeBytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** What opening passes over: behind the last number of a file lie marks, and what was never acknowledged. */
async function findUnreadTails(
  context: Pick<BufferContext, 'dir' | 'files'>,
  segments: readonly FoundSegment[],
): Promise<BufferInspection['unreadTails']> {
  const tails: { file: string; fromByte: number; toByte: number }[] = [];
  for (const [i, { name, sizeBytes }] of segments.entries()) {
    const endNumber = segments[i + 1]?.name.firstNumber;
    if (endNumber === undefined) continue;
    const file = await context.files.open(pathIn(context, toSegmentName(name)));
    try {
      await scanSegment(
        new SegmentWindow(file, sizeBytes),
        { ...name, endNumber },
        {
          onHole: ({ fromNumber, fromByte, toByte }) => {
            if (fromNumber >= endNumber) tails.push({ file: toSegmentName(name), fromByte, toByte });
          },
        },
      );
    } finally {
      await file.close();
    }
  }
  return tails;
}

/**
 * The same files, to be read alone: what a recovery would cut off, write again or remove stays as it is.
 *
 * @param removed names of what would have been removed
 */
function readOnly(files: BufferFiles, removed: string[]): BufferFiles {
  const nothing = async (): Promise<void> => undefined;
  const open = async (path: string): Promise<BufferFile> => {
    const file = files === nodeFiles ? await openToRead(path) : await files.open(path);
    return { ...file, write: async (bytes) => bytes.length, sync: nothing, truncate: nothing };
  };
  return {
    makeFolder: nothing,
    list: (dir) => files.list(dir),
    // None is made: one that is not there is told as missing.
    create: open,
    open,
    remove: async (path) => {
      removed.push(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
    },
    syncFolder: nothing,
  };
}

async function openToRead(path: string): Promise<Pick<BufferFile, 'read' | 'sizeBytes' | 'close'>> {
  const handle = await open(path, 'r');
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    sizeBytes: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}
