/**
 * The write-ahead buffer: what a source sent is on disk here before the source is acknowledged, and stays until history
 * has committed it.
 */
import type { Account } from '../../model/index.ts';
import type { SourceBatch, SourcePosition } from '../source.ts';

/** `kept`: held until history has it, whatever happens; `droppable`: the oldest go first when the buffer is full. */
export const bufferLanes = ['kept', 'droppable'] as const;
export type BufferLane = (typeof bufferLanes)[number];

/** What is put on disk of a batch. */
export type BufferedBatch = Pick<SourceBatch, 'source' | 'identityBy' | 'facts' | 'account' | 'position'>;

/** Where a record stands: numbers of a lane have no hole and never come twice in the life of a buffer. */
export interface BufferPlace {
  /** Names the buffer: numbers of another one mean nothing in it. */
  readonly buffer: string;
  readonly lane: BufferLane;
  readonly number: number;
}

export interface BufferedRecord {
  readonly place: BufferPlace;
  readonly batch: BufferedBatch;
}

/**
 * What cannot be read back. Counts are exact wherever a later record of the source could be read: each carries how much
 * its source had received before it.
 */
export interface BufferDamage {
  readonly lane: BufferLane;
  readonly file: string;
  /** Bytes of the file, `[from, to)`. */
  readonly fromByte: number;
  readonly toByte: number;
  /** Numbers of the records, `[from, to)`; as many as could stand there, where the disk gives nothing of it or behind it. */
  readonly fromNumber: number;
  readonly toNumber: number;
  /** By source: how much of what it received is lost with them, as far as is known. */
  readonly lost: ReadonlyMap<string, number>;
  /** When the records around it were written, UTC epoch ms; the damaged ones lie between. */
  readonly fromAt: number | undefined;
  readonly toAt: number | undefined;
}

/**
 * The end of a file that was being written when the process or machine went down, cut off at opening: it was not
 * acknowledged, so its source sends it again.
 */
export interface BufferTruncation {
  readonly lane: BufferLane;
  readonly file: string;
  /** Bytes of the file, `[from, to)`. */
  readonly fromByte: number;
  readonly toByte: number;
  /** The first number in it. */
  readonly fromNumber: number;
}

/** The oldest records of the droppable lane, dropped because the buffer was full. */
export interface BufferLoss {
  /** Numbers of the records, `[from, to)`. */
  readonly fromNumber: number;
  readonly toNumber: number;
  /** By source and tag: readings lost, and the instants they span. */
  readonly tags: readonly {
    readonly source: string;
    readonly tag: string;
    readonly count: number;
    readonly fromAt: number;
    readonly toAt: number;
  }[];
  /** By source: what goes to its account. Refused and filtered readings of the dropped records stay what they were. */
  readonly accounts: ReadonlyMap<string, Pick<Account, 'received' | 'refused' | 'filtered' | 'expired' | 'lost'>>;
}

export interface BufferStatus {
  readonly id: string;
  /** Bytes on disk, of all lanes. */
  readonly sizeBytes: number;
  readonly sizeBytesMax: number;
  /** Records that history has not committed. */
  readonly pendingRecords: number;
  /** By lane: the number that the next record will get, and that of the oldest not released (the same where none is). */
  readonly lanes: Readonly<Record<BufferLane, { readonly next: number; readonly oldest: number }>>;
  /** What they received, readings and facts, by source. */
  readonly pending: ReadonlyMap<string, number>;
  /** When the oldest of them was written, UTC epoch ms. */
  readonly oldestAt: number | undefined;
  /** `full`: appends wait; `disk-full`: the disk takes no more, appends wait and are tried again. */
  readonly state: 'ready' | 'full' | 'disk-full';
  readonly damages: readonly BufferDamage[];
  readonly truncations: readonly BufferTruncation[];
  /** Files in its folder that are not its own, with the reason why they were not read. */
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
}

export interface FactBuffer extends AsyncDisposable {
  readonly id: string;
  /**
   * Resolves once the batch is on disk (fsync); batches that come while the disk is busy share its next fsync. Waits
   * while the buffer or the disk is full: whoever awaits it acknowledges nothing, so the source holds what it has. The
   * batch must not change afterwards. A source that uses both lanes awaits one append before the next, because
   * `findPosition` answers with the newest.
   *
   * @throws GembaError `aborted`; `buffer-failed` after several tries; `usage` where a batch is larger than an eighth
   * of the buffer
   */
  append(batch: BufferedBatch, lane: BufferLane, options?: { readonly signal?: AbortSignal }): Promise<BufferPlace>;
  /**
   * Records of a lane in order, from the oldest that is not committed; waits for more at the end, until the signal
   * aborts. Several readings of one lane at once are misuse. What was handed out is not dropped any more, so that no
   * record is both lost and committed; a new reading begins again at the oldest that was not released.
   */
  read(lane: BufferLane, options: { readonly signal: AbortSignal }): AsyncIterable<BufferedRecord>;
  /**
   * Lets go of a lane's records up to and including this number: history has them. Their files go when all has. Not on
   * disk: after a restart they may come again, until they are released again. Resolves when `status` counts it and the
   * files are gone; never rejects.
   */
  release(lane: BufferLane, number: number): Promise<void>;
  /**
   * Position of the newest record of a source that the buffer knows, whichever lane: of all appended since it was opened,
   * released and dropped ones too, and of those that could be read when it was opened. Undefined where it knows none.
   * Never newer than what is on disk; but older than what history has committed where files were released, dropped or
   * damaged before it was opened. Whoever starts a source takes the newer of this and the committed one.
   */
  findPosition(source: string): SourcePosition | undefined;
  /** Losses that were not released yet; each is on disk before the records it names are gone. */
  listLosses(): readonly BufferLoss[];
  /** The loss is on record elsewhere, so it may be forgotten. After a restart it may be listed again, with its numbers. */
  releaseLoss(loss: BufferLoss): Promise<void>;
  status(): BufferStatus;
}
