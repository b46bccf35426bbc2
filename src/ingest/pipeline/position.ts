/**
 * What a source's position is wrapped in on its way: in the buffer with its order, in history with the numbers of the
 * buffer that history has, so that nothing is committed twice after a kill. Positions of stores that were written
 * before there was a buffer are the source's own, and are understood.
 */
import type { BufferLane } from '../buffer/fact-buffer.ts';
import type { SourcePosition } from '../source.ts';
import { parseMissingKey } from './missing-key.ts';

/** With a record of the buffer. */
export interface BufferedPosition {
  readonly source: SourcePosition | undefined;
  /** Counts up with each batch of the source, so that of two positions the newer is known. */
  readonly order: number;
}

/** With a commit of history. */
export interface CommittedPosition extends BufferedPosition {
  /** What of which buffer is in history; undefined for positions from before there was one. */
  readonly place: CommittedPlace | undefined;
}

export interface CommittedPlace {
  /** Numbers of another buffer mean nothing in this one. */
  readonly buffer: string;
  /** Highest number by lane; −1 where nothing of the lane is committed. */
  readonly numbers: Readonly<Record<BufferLane, number>>;
  /** Losses and damages of the buffer that the account has already, each by its lane and numbers. */
  readonly counted: readonly string[];
}

export function toBufferedPosition({ source, order }: BufferedPosition): SourcePosition {
  return { ...(source === undefined ? {} : { source }), order };
}

export function parseBufferedPosition(position: SourcePosition): BufferedPosition {
  return { source: position['source'] as SourcePosition | undefined, order: Number(position['order'] ?? 0) };
}

export function toCommittedPosition({ place, ...position }: CommittedPosition): SourcePosition {
  if (place === undefined) return toBufferedPosition(position);
  const { buffer: id, numbers, counted } = place;
  return {
    ...toBufferedPosition(position),
    buffer: { id, ...numbers, ...(counted.length === 0 ? {} : { counted }) },
  };
}

export function parseCommittedPosition(position: SourcePosition | undefined): CommittedPosition {
  const buffer = position?.['buffer'] as Partial<Record<string, unknown>> | undefined;
  if (position === undefined || typeof buffer?.['id'] !== 'string')
    return { source: position, order: 0, place: undefined };
  const place = {
    buffer: buffer['id'],
    numbers: { kept: Number(buffer['kept']), droppable: Number(buffer['droppable']) },
    counted: (buffer['counted'] ?? []) as readonly string[],
  };
  return { ...parseBufferedPosition(position), place };
}

/**
 * Whether history stands where it counted a loss or damage of a buffer that this number is part of. Which buffer is not told
 * apart, so that it may also be one of before.
 */
export function mayHaveCounted(position: SourcePosition, lane: BufferLane, number: number): boolean {
  const counted = parseCommittedPosition(position).place?.counted ?? [];
  return counted.some((key) => {
    const { lane: itsLane, fromNumber, toNumber } = parseMissingKey(key);
    return itsLane === lane && fromNumber <= number && number < toNumber;
  });
}

/** Where nothing of this buffer is in history. */
export function emptyPlace(buffer: string): CommittedPlace {
  return { buffer, numbers: { kept: -1, droppable: -1 }, counted: [] };
}

/** Of where the buffer and where history stand with a source, the newer. */
export function newerPosition(buffered: SourcePosition | undefined, committed: BufferedPosition): BufferedPosition {
  if (buffered === undefined) return committed;
  const position = parseBufferedPosition(buffered);
  return position.order >= committed.order ? position : committed;
}
