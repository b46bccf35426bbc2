/** Opens the write-ahead buffer of a folder. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GembaError } from '../../model/index.ts';
import type { BufferFiles } from './buffer-files.ts';
import type { BufferContext } from './context.ts';
import { DiskBuffer } from './disk-buffer.ts';
import type { FactBuffer } from './fact-buffer.ts';
import { nodeFiles } from './node-files.ts';
import { openLosses } from './open-losses.ts';
import { readFolder } from './read-folder.ts';
import { recoverLane } from './recover-lane.ts';
import { Room } from './room.ts';
import type { BufferStep } from './steps.ts';

export interface FactBufferOptions {
  /** Folder of the buffer; made where missing. One process at a time: a lease guards it. */
  readonly dir: string;
  /** All it may take on disk. Default 8 GiB: more than 24 hours of 1,000 readings a second. At least 64 KiB. */
  readonly sizeBytesMax?: number;
  /** Files are released and dropped whole, so this is the grain of it. Default 32 MiB, and at most an eighth of it all. */
  readonly segmentBytes?: number;
  /** UTC epoch ms. */
  readonly clock: () => number;
  /** Default: the disk of this machine. */
  readonly files?: BufferFiles;
  /** How to wait before the disk is tried again. Default: timers. */
  readonly delay?: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Called when records are on disk, before their appends resolve. What it throws refuses these appends and all that
   * follow: the buffer is another process's now. Default: it is ours for as long as it is open.
   */
  readonly confirm?: () => void;
  /**
   * Whether the last segment may be written on. Not where a process that hangs may still have it open; then a new one is
   * begun, and whatever is written behind the end of the last one does not count. Default true.
   */
  readonly isContinued?: boolean;
  /** For tests that kill the process at a step. */
  readonly onStep?: (step: BufferStep) => void;
}

const sizeBytesDefault = 8 * 1_073_741_824;
const sizeBytesMin = 65_536;
const segmentBytesDefault = 33_554_432;
/** A part of the whole: of a segment, and of one record. Several must fit beside those that are being written. */
const largestShare = 8;
/** Kept free of records, so that a loss can be put on record when the buffer is full. */
const reserveShare = 16;
const reserveBytesMax = 16_777_216;

/** Folders that are open in this process, by the disk they are on. */
const opened = new WeakMap<BufferFiles, Set<string>>();

/**
 * Opens a buffer and reads back what is in it. Memory does not grow with what it holds; 8 GiB are read at the speed of
 * the disk.
 *
 * @throws GembaError `usage` where it is open in this process already, or a size makes no sense; `buffer-newer`;
 * `buffer-failed` where the disk fails
 * @example
 * await using buffer = await openFactBuffer({ dir: '.gemba/buffer', clock: Date.now });
 * await buffer.append(batch, 'kept'); // on disk now: the source may be acknowledged
 */
export async function openFactBuffer(options: FactBufferOptions): Promise<FactBuffer> {
  const files = options.files ?? nodeFiles;
  const dir = resolve(options.dir);
  const sizeBytesMax = options.sizeBytesMax ?? sizeBytesDefault;
  const segmentBytes = options.segmentBytes ?? Math.min(segmentBytesDefault, Math.floor(sizeBytesMax / largestShare));
  checkSizes(sizeBytesMax, segmentBytes);
  const dirs = opened.get(files) ?? new Set();
  opened.set(files, dirs);
  if (dirs.has(dir))
    throw new GembaError('usage', `The buffer in ${dir} is open in this process already. Close it first.`);
  dirs.add(dir);
  try {
    return await open({ ...options, files, dir, sizeBytesMax, segmentBytes }, () => dirs.delete(dir));
  } catch (error) {
    dirs.delete(dir);
    if (error instanceof GembaError) throw error;
    const message = `Cannot open the buffer in ${dir}: ${String(error)}. Nothing of it was changed that was acknowledged. Look at its disk.`;
    throw new GembaError('buffer-failed', message, { cause: error, details: { dir } });
  }
}

function checkSizes(sizeBytesMax: number, segmentBytes: number): void {
  if (sizeBytesMax < sizeBytesMin)
    throw new GembaError('usage', `A buffer of ${sizeBytesMax} bytes is too small. Give it at least ${sizeBytesMin}.`);
  const segmentBytesMax = Math.floor(sizeBytesMax / largestShare);
  if (segmentBytes < 1 || segmentBytes > segmentBytesMax)
    throw new GembaError(
      'usage',
      `Segments of ${segmentBytes} bytes do not suit a buffer of ${sizeBytesMax}. Give them 1 to ${segmentBytesMax}.`,
    );
}

type OpenOptions = FactBufferOptions & Required<Pick<FactBufferOptions, 'files' | 'sizeBytesMax' | 'segmentBytes'>>;

async function open(options: OpenOptions, onClosed: () => void): Promise<FactBuffer> {
  const { dir, files, clock, segmentBytes, sizeBytesMax } = options;
  await files.makeFolder(dir);
  const folder = await readFolder({ dir, files });
  const losses = await openLosses({ dir, files }, folder);
  const kept = await recoverLane('kept', folder.segments.kept, [], { dir, files });
  const droppable = await recoverLane(
    'droppable',
    losses.segments,
    losses.stored.map(({ loss }) => loss),
    { dir, files },
  );
  droppable.damages.unshift(...losses.damages);
  const closing = new AbortController();
  const context: BufferContext = {
    id: folder.id ?? randomBytes(16).toString('hex'),
    dir,
    files,
    room: new Room(sizeBytesMax - Math.min(reserveBytesMax, Math.floor(sizeBytesMax / reserveShare))),
    segmentBytes,
    clock,
    delay: options.delay ?? delayByTimer,
    closing: closing.signal,
    confirm: options.confirm ?? (() => {}),
    onStep: options.onStep ?? (() => {}),
  };
  return DiskBuffer.open({
    context,
    closing,
    sizeBytesMax,
    recordBytesMax: Math.floor(sizeBytesMax / largestShare),
    lanes: { kept, droppable },
    nextSequence: folder.nextSequence,
    losses: losses.stored,
    isContinued: options.isContinued ?? true,
    ignored: folder.ignored,
    onClosed,
  });
}

async function delayByTimer(ms: number, signal: AbortSignal): Promise<void> {
  // Woken early it is as good: the caller looks at the signal.
  await wait(ms, undefined, { signal }).catch(() => {});
}
