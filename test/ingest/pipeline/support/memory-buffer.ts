/** A buffer in memory that keeps the contract, and a disk it may be opened on again after its process was killed. */
import { setImmediate } from 'node:timers/promises';
import type {
  BufferDamage,
  BufferedBatch,
  BufferedRecord,
  BufferLane,
  BufferLoss,
  FactBuffer,
} from '../../../../src/ingest/buffer/fact-buffer.ts';
import { GembaError } from '../../../../src/model/index.ts';
import type { Life } from './life.ts';

export class MemoryDisk {
  readonly id: string;
  readonly records: Record<BufferLane, BufferedRecord[]> = { kept: [], droppable: [] };
  readonly next: Record<BufferLane, number> = { kept: 0, droppable: 0 };
  losses: BufferLoss[] = [];
  damages: BufferDamage[] = [];
  newest: Map<string, BufferedRecord> = new Map();
  /** Records that were dropped or damaged, for tests to know what can come no more. */
  readonly gone: BufferedRecord[] = [];

  constructor(id: string = 'buffer-1') {
    this.id = id;
  }

  /** Makes the records with these numbers unreadable, as a bad disk does. */
  damage(lane: BufferLane, fromNumber: number, toNumber: number): void {
    const isHit = ({ place }: BufferedRecord) => place.number >= fromNumber && place.number < toNumber;
    const lost = new Map<string, number>();
    for (const { batch } of this.records[lane].filter(isHit))
      lost.set(batch.source, (lost.get(batch.source) ?? 0) + batch.account.received);
    this.gone.push(...this.records[lane].filter(isHit));
    this.records[lane] = this.records[lane].filter((record) => !isHit(record));
    const where = { lane, file: 'segment', fromByte: 0, toByte: 1, fromNumber, toNumber };
    this.damages.push({ ...where, lost, fromAt: 1_000, toAt: 2_000 });
  }
}

export interface MemoryBufferOptions {
  readonly life: Life;
  /** Records of the droppable lane before the oldest are dropped; default unbounded. */
  readonly droppableMax?: number;
  /** Records of the kept lane before appends wait; default unbounded. */
  readonly keptMax?: number;
}

/** Opens the disk. What was handed out and not released comes again. */
export function openMemoryBuffer(disk: MemoryDisk, options: MemoryBufferOptions): FactBuffer {
  const { life, droppableMax = Infinity, keptMax = Infinity } = options;
  const handedTo: Record<BufferLane, number> = { kept: -1, droppable: -1 };
  const readers: Record<BufferLane, number> = { kept: 0, droppable: 0 };
  let queue: Promise<void> = Promise.resolve();
  let wakers: (() => void)[] = [];
  const wake = () => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };
  const changed = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      wakers.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  const drop = () => {
    const lane = disk.records.droppable;
    const over = lane.length - droppableMax;
    const free = lane.filter(({ place }) => place.number > handedTo.droppable).slice(0, over);
    if (over <= 0 || free.length === 0) return;
    const numbers = free.map(({ place }) => place.number);
    disk.records.droppable = lane.filter(({ place }) => !numbers.includes(place.number));
    disk.gone.push(...free);
    for (const { place, batch } of free) disk.losses.push(lossOf(place.number, batch));
  };

  return {
    id: disk.id,
    async append(batch, lane, { signal } = {}) {
      const waiting = signal ?? new AbortController().signal;
      const turn = queue;
      const done = Promise.withResolvers<void>();
      queue = done.promise;
      await turn;
      while (lane === 'kept' && disk.records.kept.length >= keptMax && !waiting.aborted) await changed(waiting);
      await life.during(setImmediate());
      done.resolve();
      if (waiting.aborted) throw new GembaError('aborted', 'stopped');
      const place = { buffer: disk.id, lane, number: disk.next[lane]++ };
      const record = { place, batch };
      disk.records[lane].push(record);
      disk.newest.set(batch.source, record);
      drop();
      wake();
      await life.during(setImmediate());
      return place;
    },
    async *read(lane, { signal }) {
      readers[lane]++;
      if (readers[lane] > 1) throw new GembaError('usage', `The lane ${lane} is read twice at once.`);
      handedTo[lane] = -1;
      let from = -1;
      try {
        while (!signal.aborted) {
          const record = disk.records[lane].find(({ place }) => place.number > from);
          if (record === undefined) {
            await changed(signal);
            continue;
          }
          await life.during(setImmediate());
          // It may have been dropped meanwhile.
          if (!disk.records[lane].includes(record)) continue;
          from = record.place.number;
          handedTo[lane] = from;
          yield record;
        }
      } finally {
        readers[lane]--;
      }
    },
    async release(lane, number) {
      // A process that was killed lets go of nothing: the next one may have opened the disk, and counted what is on it.
      if (life.isOver) await life.during(Promise.resolve());
      disk.records[lane] = disk.records[lane].filter(({ place }) => place.number > number);
      wake();
      await life.during(setImmediate());
    },
    findPosition: (source) => {
      const record = disk.newest.get(source);
      const isThere = record !== undefined && disk.records[record.place.lane].includes(record);
      return isThere ? record.batch.position : undefined;
    },
    listLosses: () => [...disk.losses],
    async releaseLoss(loss) {
      await life.during(setImmediate());
      disk.losses = disk.losses.filter((other) => other !== loss);
    },
    status: () => {
      const all = [...disk.records.kept, ...disk.records.droppable];
      const pending = new Map<string, number>();
      for (const { batch } of all) pending.set(batch.source, (pending.get(batch.source) ?? 0) + batch.account.received);
      const laneOf = (lane: BufferLane) => ({
        next: disk.next[lane],
        oldest: disk.records[lane][0]?.place.number ?? disk.next[lane],
      });
      return {
        id: disk.id,
        sizeBytes: all.length,
        sizeBytesMax: 1_000_000,
        pendingRecords: all.length,
        lanes: { kept: laneOf('kept'), droppable: laneOf('droppable') },
        pending,
        oldestAt: all.length === 0 ? undefined : 0,
        state: disk.records.kept.length >= keptMax ? 'full' : 'ready',
        damages: disk.damages,
        truncations: [],
        ignored: [],
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}

function lossOf(number: number, { source, facts, account }: BufferedBatch): BufferLoss {
  const { received, refused, filtered, expired } = account;
  const count = facts.reduce((sum, { kind, length }) => sum + (kind === 'refusal' ? 0 : length), 0);
  return {
    fromNumber: number,
    toNumber: number + 1,
    tags: [{ source, tag: 'fan', count, fromAt: 1_000, toAt: 2_000 }],
    accounts: new Map([[source, { received, refused, filtered, expired, lost: count }]]),
  };
}
