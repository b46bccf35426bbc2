/**
 * The gaps that may still change, and what changed since it was last asked. Bounded: of the gaps that are over, the last
 * ones of each place are remembered, so that readings of their time which come later are recognised; older ones stay as
 * they are.
 */
import { type GapCause, gapOpenEndAt } from '../../model/index.ts';
import { type GapRecord, isOpen, keyOfGap } from './gap-record.ts';

/** Of a source as a whole, and of each of its tags. */
const closedMax = 16;

export class GapBook {
  /** By place, a source and a tag or none: the gap that lasts. */
  readonly #open = new Map<string, GapRecord>();
  /** By place: gaps that are over and not recovered, oldest first. */
  readonly #closed = new Map<string, GapRecord[]>();
  readonly #changed = new Map<string, GapRecord>();

  findOpen(source: string, tag: string): GapRecord | undefined {
    return this.#open.get(placeOf(source, tag));
  }

  listOpen(source?: string): readonly GapRecord[] {
    const open = [...this.#open.values()];
    return source === undefined ? open : open.filter((gap) => gap.source === source);
  }

  /** Opens a gap where none lasts. */
  open(source: string, tag: string, cause: GapCause, startAt: number): void {
    if (this.findOpen(source, tag) !== undefined) return;
    this.#set({ source, tag, cause, startAt, endAt: gapOpenEndAt, status: 'open' });
  }

  /** Ends the gap that lasts; one that turns out to be none is recovered at once. */
  close(source: string, tag: string, endAt: number, recovered?: { readonly at: number }): void {
    const gap = this.findOpen(source, tag);
    if (gap === undefined) return;
    const over = { ...gap, endAt: Math.max(endAt, gap.startAt) };
    this.#set(
      recovered === undefined
        ? { ...over, status: 'closed' }
        : { ...over, status: 'recovered', recoveredAt: recovered.at },
    );
  }

  /** A gap that was over when it was found. */
  add(gap: GapRecord): void {
    this.#set(gap);
  }

  /** As history or the buffer has it; nothing changes by it. */
  restore(gap: GapRecord): void {
    this.#set(gap);
    this.#changed.delete(keyOfGap(gap));
  }

  /** End of the last gap that is over and not recovered: only readings before it can recover one. */
  recoverableBefore(source: string, tag: string): number {
    return this.#listClosed(source, tag).reduce((last, { endAt }) => Math.max(last, endAt), -Infinity);
  }

  /** A reading of the time within gaps that are over came after all. */
  recover(source: string, tag: string, at: number, recoveredAt: number): void {
    for (const gap of this.#listClosed(source, tag))
      if (gap.startAt < at && at < gap.endAt) this.#set({ ...gap, status: 'recovered', recoveredAt });
  }

  /** Gaps that are new or changed, each as it is now. */
  takeChanges(): readonly GapRecord[] {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    return changes;
  }

  /** Changes that could not be written; what changed since stands. */
  giveBack(changes: readonly GapRecord[]): void {
    for (const gap of changes) if (!this.#changed.has(keyOfGap(gap))) this.#changed.set(keyOfGap(gap), gap);
  }

  #set(gap: GapRecord): void {
    const key = keyOfGap(gap);
    const place = placeOf(gap.source, gap.tag);
    const open = this.#open.get(place);
    if (open !== undefined && keyOfGap(open) === key) this.#open.delete(place);
    const others = (this.#closed.get(place) ?? []).filter((other) => keyOfGap(other) !== key);
    if (isOpen(gap)) this.#open.set(place, gap);
    else if (gap.status === 'closed') others.push(gap);
    this.#closed.set(place, others.slice(-closedMax));
    this.#changed.set(key, gap);
  }

  /** Those of the tag, and of the source as a whole. */
  #listClosed(source: string, tag: string): readonly GapRecord[] {
    return ['', tag].flatMap((place) => this.#closed.get(placeOf(source, place)) ?? []);
  }
}

function placeOf(source: string, tag: string): string {
  return JSON.stringify([source, tag]);
}
