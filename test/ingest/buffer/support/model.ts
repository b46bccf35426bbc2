/** What a buffer must hold, kept in plain maps, and programs that are run against it on a disk that fails. */
import { type BufferLane, bufferLanes, type FactBuffer, openFactBuffer } from 'gemba/ingest';
import { GembaError } from 'gemba/model';
import { createFaultyDisk, type FaultyDisk } from 'gemba/testing';
import { expect } from 'vitest';
import { mulberry32 } from '../../../../bench/support/random.ts';
import { batchOf, takeAll, valuesOf } from './batches.ts';

export type Command =
  /** Several appends at once. */
  | { readonly kind: 'append'; readonly lane: BufferLane; readonly source: string; readonly counts: readonly number[] }
  /** Reads what is there and releases a part of it. */
  | { readonly kind: 'release'; readonly lane: BufferLane; readonly share: number }
  | { readonly kind: 'reopen'; readonly by: 'close' | 'kill' | 'crash' };

interface Held {
  readonly source: string;
  readonly first: number;
  readonly count: number;
}

export const dir = '/plant/buffer';
export const sizes = { sizeBytesMax: 65_536, segmentBytes: 2_048 } as const;

export class ModelRun {
  readonly disk: FaultyDisk;
  buffer: FactBuffer | undefined;
  /** By lane and number: what was acknowledged and neither released nor dropped. */
  readonly held: Record<BufferLane, Map<number, Held>> = { kept: new Map(), droppable: new Map() };
  /** By lane and number: the same, with what was released or dropped since. */
  private readonly given: Record<BufferLane, Map<number, Held>> = { kept: new Map(), droppable: new Map() };
  /** By first value: what was appended and may be there without having been acknowledged. */
  private readonly sent = new Map<number, Held>();
  private readonly released: Record<BufferLane, number> = { kept: 0, droppable: 0 };
  private readonly lossesSeen = new Set<number>();
  private nextValue = 1;

  constructor(seed: number) {
    this.disk = createFaultyDisk({ random: mulberry32(seed) });
  }

  async open(): Promise<FactBuffer> {
    const { files } = this.disk;
    let at = 0;
    this.buffer = await openFactBuffer({
      dir,
      ...sizes,
      files,
      clock: () => ++at,
      delay: () => new Promise(setImmediate),
    });
    // As history does with what it has committed.
    for (const lane of bufferLanes) await this.buffer.release(lane, this.released[lane]);
    return this.buffer;
  }

  async run(command: Command): Promise<void> {
    if (command.kind === 'append') await this.append(command);
    else if (command.kind === 'release') await this.release(command.lane, command.share);
    else await this.reopen(command.by);
  }

  async reopen(by: 'close' | 'kill' | 'crash'): Promise<void> {
    const old = this.buffer as FactBuffer;
    if (by === 'close') await old[Symbol.asyncDispose]();
    this.disk.restart(by === 'crash' ? 'crash' : 'kill');
    if (by !== 'close') await old[Symbol.asyncDispose]();
    await this.open();
    await this.check();
  }

  private async append({ lane, source, counts }: Command & { kind: 'append' }): Promise<void> {
    const buffer = this.buffer as FactBuffer;
    let open = counts.length;
    const appends = counts.map(async (count) => {
      const sent = { source, first: this.nextValue, count };
      this.nextValue += count;
      this.sent.set(sent.first, sent);
      try {
        const { number } = await buffer.append(batchOf(source, sent.first, count), lane);
        // An answer that comes after the process has died is heard by nobody.
        if (buffer === this.buffer) this.hold(lane, number, sent);
      } finally {
        open--;
      }
    });
    const done = Promise.all(appends);
    done.catch(() => {});
    for (let turns = 0; open > 0; turns = this.disk.isDown ? turns + 1 : 0) {
      await new Promise(setImmediate);
      // Where a drop cannot be undone the buffer waits for its disk; the process would be ended now.
      if (turns > 500) throw new GembaError('buffer-failed', 'The disk is gone.');
      if (buffer.status().state === 'full') await this.release('kept', 1);
      if (open > 0 && buffer.status().state === 'full') await this.release('droppable', 1);
    }
    await done;
    this.noteLosses();
  }

  private hold(lane: BufferLane, number: number, sent: Held): void {
    this.held[lane].set(number, sent);
    this.given[lane].set(number, sent);
  }

  /**
   * Flips one bit of the segments while nobody has them open. The buffer must name the place, miss what stood there and
   * nothing else, and count it exactly.
   */
  async damage(share: number): Promise<void> {
    await (this.buffer as FactBuffer)[Symbol.asyncDispose]();
    this.disk.restart('kill');
    const segments = this.disk.list(dir).filter((file) => file.endsWith('.segment'));
    let at = Math.floor(share * segments.reduce((sum, file) => sum + this.disk.bytesOf(`${dir}/${file}`).length, 0));
    const hit = segments.find((file) => {
      const { length } = this.disk.bytesOf(`${dir}/${file}`);
      if (at < length) return true;
      at -= length;
      return false;
    });
    if (hit === undefined) return;
    const bytes = this.disk.bytesOf(`${dir}/${hit}`);
    bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
    const buffer = await this.open();
    const { damages, truncations } = buffer.status();
    const named = [...damages, ...truncations].map(({ file, fromByte, toByte }) => [
      file,
      fromByte <= at && at < toByte,
    ]);
    // The mark at the end of a file that is not the last says nothing any more, and is not missed.
    if (named.length > 0) expect(named).toEqual([[hit, true]]);
    const all = await takeAll(buffer);
    for (const lane of bufferLanes) {
      const isDamaged = (number: number): boolean =>
        damages.some((one) => one.lane === lane && one.fromNumber <= number && number < one.toNumber);
      const expected = [...this.held[lane].keys()].filter((number) => !isDamaged(number)).sort((a, b) => a - b);
      expect(all[lane].map(({ place }) => place.number)).toEqual(expected);
      const lost = new Map<string, number>();
      for (const [number, { source, count }] of this.given[lane])
        if (isDamaged(number)) lost.set(source, (lost.get(source) ?? 0) + count);
      for (const one of damages) if (one.lane === lane) expect(one.lost).toEqual(lost);
    }
  }

  /** What is dropped must be on record with exactly what it held. */
  private noteLosses(): void {
    for (const loss of (this.buffer as FactBuffer).listLosses()) {
      if (this.lossesSeen.has(loss.fromNumber)) continue;
      this.lossesSeen.add(loss.fromNumber);
      const received = new Map<string, number>();
      for (let number = loss.fromNumber; number < loss.toNumber; number++) {
        const held = this.held.droppable.get(number);
        if (held === undefined) throw new Error(`Record ${number} is recorded as dropped and was not held.`);
        received.set(held.source, (received.get(held.source) ?? 0) + held.count);
        this.held.droppable.delete(number);
      }
      expect(new Map([...loss.accounts].map(([source, account]) => [source, account.lost]))).toEqual(received);
      expect(loss.tags.reduce((sum, { count }) => sum + count, 0)).toBe(
        [...received.values()].reduce((a, b) => a + b, 0),
      );
    }
  }

  private async release(lane: BufferLane, share: number): Promise<void> {
    const buffer = this.buffer as FactBuffer;
    const numbers = [...this.held[lane].keys()].sort((a, b) => a - b);
    const upTo = numbers[Math.ceil(numbers.length * share) - 1];
    if (upTo === undefined) return;
    await buffer.release(lane, upTo);
    this.noteLosses();
    this.released[lane] = Math.max(this.released[lane], upTo);
    for (const number of numbers) if (number <= upTo) this.held[lane].delete(number);
  }

  /**
   * Every record that was acknowledged can be read, was released, or was dropped and recorded; none comes twice, or in
   * another order, and status and positions say what is there.
   */
  async check(): Promise<void> {
    const buffer = this.buffer as FactBuffer;
    this.noteLosses();
    const all = await takeAll(buffer);
    const pending = new Map<string, number>();
    const newest = new Map<string, number>();
    for (const lane of bufferLanes) {
      const numbers = all[lane].map(({ place }) => place.number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      const firsts = all[lane].map(({ batch }) => valuesOf(batch)[0] as number);
      expect(firsts).toEqual([...new Set(firsts)].sort((a, b) => a - b));
      for (const { place, batch } of all[lane]) {
        const values = valuesOf(batch);
        const sent = this.sent.get(values[0] as number) as Held;
        expect(batch).toEqual(batchOf(sent.source, sent.first, sent.count));
        // What had not been acknowledged and is there nevertheless is held from now on.
        const held = this.held[lane].get(place.number) ?? sent;
        expect(held).toBe(sent);
        this.hold(lane, place.number, sent);
        pending.set(sent.source, (pending.get(sent.source) ?? 0) + sent.count);
        newest.set(sent.source, Math.max(newest.get(sent.source) ?? 0, sent.first + sent.count - 1));
      }
      expect(numbers).toEqual([...this.held[lane].keys()].sort((a, b) => a - b));
    }
    const status = buffer.status();
    expect(status.pending).toEqual(pending);
    expect(status.pendingRecords).toBe(all.kept.length + all.droppable.length);
    expect(status.damages).toEqual([]);
    expect(status.sizeBytes).toBeLessThanOrEqual(sizes.sizeBytesMax);
    for (const [source, last] of newest)
      expect((buffer.findPosition(source) as { last: number }).last).toBeGreaterThanOrEqual(last);
  }
}
