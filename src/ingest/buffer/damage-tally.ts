/** What is lost with what cannot be read: worked out from how much each readable record's source had received before it. */
import type { BufferDamage, BufferLane, BufferLoss } from './fact-buffer.ts';
import type { BatchHeader } from './record-format.ts';
import { addTo } from './segment.ts';

type Mutable<T> = { -readonly [P in keyof T]: T[P] };
export type OpenDamage = Omit<Mutable<BufferDamage>, 'lost'> & { readonly lost: Map<string, number> };

export interface DamagedRange {
  readonly file: string;
  readonly fromByte: number;
  readonly toByte: number;
  readonly fromNumber: number;
  readonly toNumber: number;
  /** Where the header of the damaged record could be read. */
  readonly header?: BatchHeader;
}

/** Goes through a lane's records and ranges in order. */
export class DamageTally {
  readonly damages: OpenDamage[] = [];
  /** By source: what it has received in this lane, up to here. */
  readonly received: Map<string, number> = new Map();
  private readonly lane: BufferLane;
  /** By source: how many damages there were when it was last heard of; what is missing was lost in one after. */
  private readonly damagesSeen = new Map<string, number>();
  /** Whether sources that `received` does not have had received nothing. */
  private isComplete: boolean;
  private lastAt: number | undefined;

  constructor(lane: BufferLane, options: { readonly isFromStart: boolean }) {
    this.lane = lane;
    this.isComplete = options.isFromStart;
  }

  addRecord({ source, before, received, at }: BatchHeader): void {
    this.settle(source, before);
    this.received.set(source, before + received);
    this.lastAt = at;
    // Those that are open are at the end.
    for (let i = this.damages.length - 1; i >= 0 && this.damages[i]?.toAt === undefined; i--)
      (this.damages[i] as OpenDamage).toAt = at;
  }

  addTotals(totals: ReadonlyMap<string, number>): void {
    for (const [source, count] of totals) {
      this.settle(source, count);
      this.received.set(source, count);
    }
    this.isComplete = true;
  }

  /** What was dropped and recorded is not lost by a damage. */
  addLoss(loss: BufferLoss): void {
    for (const [source, { received }] of loss.accounts) addTo(this.received, source, received);
  }

  addDamage({ header, ...range }: DamagedRange): void {
    if (header !== undefined) this.settle(header.source, header.before);
    const last = this.damages.at(-1);
    let damage: OpenDamage;
    if (last?.file === range.file && last.toByte === range.fromByte && last.toAt === undefined) {
      damage = last;
      damage.toByte = range.toByte;
      damage.toNumber = range.toNumber;
    } else {
      damage = { lane: this.lane, ...range, lost: new Map(), fromAt: this.lastAt, toAt: undefined };
      this.damages.push(damage);
    }
    if (header === undefined) return;
    addTo(damage.lost, header.source, header.received);
    this.received.set(header.source, header.before + header.received);
    this.damagesSeen.set(header.source, this.damages.length);
  }

  /** `before` is what the source had received here: the difference to what was seen of it was lost since. */
  private settle(source: string, before: number): void {
    const known = this.received.get(source) ?? (this.isComplete ? 0 : before);
    const seen = this.damagesSeen.get(source) ?? 0;
    // Two damages side by side are one, so that what was known of the first does not end it.
    const damage = this.damages[seen] ?? this.damages[seen - 1];
    if (before > known && damage !== undefined) addTo(damage.lost, source, before - known);
    this.damagesSeen.set(source, this.damages.length);
  }
}
