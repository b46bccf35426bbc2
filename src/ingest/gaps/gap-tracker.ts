/**
 * Finds gaps: in the readings that pass, in what the sources tell, and in time that goes by without either. Instants of
 * a reading are its source's; whether a tag is silent is judged by when readings were received. Pure: time is passed in.
 */
import type { AnyFactTable, FactTable, Tag } from '../../model/index.ts';
import type { SourceEvent } from '../source.ts';
import { GapBook } from './gap-book.ts';
import { type GapRecord, isOpen } from './gap-record.ts';

interface HeardTag {
  readonly tag: string;
  /** NaN where silence of the tag is never a gap: all comparisons with it are false. */
  readonly intervalMs: number;
  /** Newest instant of its readings. */
  lastAt: number;
  /** When the newest of them was received. */
  heardAt: number;
  /** The time before its next reading is not judged: nothing came before, or it belongs to a gap already. */
  isResuming: boolean;
  isSilent: boolean;
  /** Since when its source says that nobody knows it; -Infinity where it does not. */
  unknownSince: number;
  /** As of when its source said last that nothing more is missing of it. */
  knownAt: number;
}

interface HeardSource {
  readonly tags: Map<string, HeardTag>;
  isConnected: boolean;
  /** When it connected last, in this run. */
  connectedAt: number | undefined;
  lastAt: number | undefined;
}

export class GapTracker {
  readonly book: GapBook = new GapBook();
  readonly #intervals: ReadonlyMap<string, number>;
  readonly #sources = new Map<string, HeardSource>();

  constructor(tags: readonly Tag[]) {
    this.#intervals = new Map(tags.map(({ id, expectedIntervalMs }) => [id, expectedIntervalMs ?? Number.NaN]));
  }

  /** Readings that were received. */
  noteFacts(source: string, facts: readonly AnyFactTable[], receivedAt: number): void {
    for (const table of facts) if (table.kind === 'reading') this.#noteReadings(source, table, receivedAt);
  }

  /** A reading that a filter held back: its tag is not silent. */
  noteHeard(source: string, tag: string, at: number, receivedAt: number): void {
    const heard = this.#tagOf(this.#sourceOf(source), tag);
    heard.heardAt = receivedAt;
    if (at <= heard.lastAt) return;
    if (isUnknown(heard)) {
      if (at > heard.unknownSince) this.#noteKnown(source, tag, at);
    } else if (heard.isSilent) this.#endSilence(source, heard, at, receivedAt);
    heard.isResuming = false;
    heard.lastAt = at;
  }

  noteEvent(source: string, event: SourceEvent): void {
    const heard = this.#sourceOf(source);
    if (event.kind === 'disconnected') {
      heard.isConnected = false;
      this.book.open(source, '', 'disconnected', event.at);
    } else if (event.kind === 'connected') {
      heard.isConnected = true;
      heard.connectedAt = event.at;
      this.book.close(source, '', event.at);
      for (const tag of heard.tags.values()) {
        tag.heardAt = event.at;
        tag.isResuming = true;
      }
    } else if (event.kind === 'sequence-jump') {
      const { tag = '', fromAt: startAt, toAt: endAt, missingCount } = event;
      const lost = missingCount === undefined ? {} : { lostCount: missingCount };
      this.book.add({ source, tag, cause: 'sequence', startAt, endAt, status: 'closed', ...lost });
    } else if (event.kind === 'tags-unknown') {
      for (const tag of event.tags) {
        this.#tagOf(heard, tag).unknownSince = event.at;
        this.book.open(source, tag, event.cause, event.at);
      }
    } else if (event.kind === 'tags-known') for (const tag of event.tags) this.#noteKnown(source, tag, event.at);
  }

  /** Gemba did not run from the last sign of life until now. */
  noteStopped(source: string, lastAliveAt: number, nowMs: number): void {
    if (nowMs <= lastAliveAt) return;
    this.book.add({ source, tag: '', cause: 'stopped', startAt: lastAliveAt, endAt: nowMs, status: 'closed' });
  }

  /** Time goes by. A source that is not connected has its own gap, so its tags have none as well. */
  noteTime(nowMs: number): void {
    for (const [source, { tags, isConnected }] of this.#sources) {
      if (!isConnected) continue;
      for (const tag of tags.values()) {
        if (tag.isSilent || isUnknown(tag) || !(nowMs - tag.heardAt > tag.intervalMs)) continue;
        tag.isSilent = true;
        this.book.open(source, tag.tag, 'silence', tag.lastAt);
      }
    }
  }

  /** A gap as history or the buffer has it. Where it lasts there and this run has seen its end already, it ends so. */
  restore(gap: GapRecord): void {
    const { source, cause, startAt, endAt } = gap;
    this.book.restore(gap);
    const heard = this.#sourceOf(source);
    if (cause === 'disconnected' && heard.connectedAt !== undefined) this.book.close(source, '', heard.connectedAt);
    if (gap.tag === '' || (cause !== 'silence' && !isOpen(gap))) return;
    const tag = this.#tagOf(heard, gap.tag);
    if (cause !== 'silence') {
      const knownAt = Math.max(tag.lastAt, tag.knownAt);
      if (knownAt > startAt) this.book.close(source, gap.tag, knownAt);
      else tag.unknownSince = startAt;
      return;
    }
    if (isOpen(gap) && tag.lastAt > startAt) {
      this.book.close(source, gap.tag, tag.lastAt);
      return;
    }
    tag.isSilent = isOpen(gap);
    tag.lastAt = Math.max(tag.lastAt, tag.isSilent ? startAt : endAt);
    tag.heardAt = Math.max(tag.heardAt, tag.lastAt);
  }

  /** Instant of the newest reading of a source; undefined where none came. */
  findLastReadingAt(source: string): number | undefined {
    return this.#sources.get(source)?.lastAt;
  }

  #noteReadings(source: string, { columns, length }: FactTable<'reading'>, receivedAt: number): void {
    const heard = this.#sourceOf(source);
    const { dictionary, codes } = columns.tag;
    const tags: (HeardTag | undefined)[] = [];
    const recoverableBefore: number[] = [];
    for (let i = 0; i < length; i++) {
      const code = codes[i] as number;
      const at = columns.at[i] as number;
      let tag = tags[code];
      if (tag === undefined) {
        tag = this.#tagOf(heard, dictionary[code] as string);
        tag.heardAt = receivedAt;
        tags[code] = tag;
        recoverableBefore[code] = this.book.recoverableBefore(source, tag.tag);
      }
      if (at < (recoverableBefore[code] as number)) {
        this.book.recover(source, tag.tag, at, receivedAt);
        recoverableBefore[code] = this.book.recoverableBefore(source, tag.tag);
      }
      if (at <= tag.lastAt) continue;
      if (isUnknown(tag)) {
        if (at > tag.unknownSince) this.#noteKnown(source, tag.tag, at);
        recoverableBefore[code] = this.book.recoverableBefore(source, tag.tag);
      } else if (tag.isSilent || (at - tag.lastAt > tag.intervalMs && !tag.isResuming)) {
        this.#endSilence(source, tag, at, receivedAt);
        recoverableBefore[code] = this.book.recoverableBefore(source, tag.tag);
      }
      tag.isResuming = false;
      tag.lastAt = at;
      if (heard.lastAt === undefined || at > heard.lastAt) heard.lastAt = at;
    }
  }

  /** Ends what lasts of a tag; the time before its next reading is not judged. */
  #noteKnown(source: string, tag: string, at: number): void {
    const heard = this.#tagOf(this.#sourceOf(source), tag);
    this.book.close(source, tag, at);
    heard.unknownSince = -Infinity;
    heard.isSilent = false;
    heard.isResuming = true;
    heard.knownAt = Math.max(heard.knownAt, at);
  }

  /** Where the next reading is not later than it should be, the readings were only late in coming: nothing is missing. */
  #endSilence(source: string, heard: HeardTag, at: number, receivedAt: number): void {
    const { tag, lastAt: startAt, isSilent, intervalMs } = heard;
    heard.isSilent = false;
    if (!isSilent) this.book.add({ source, tag, cause: 'silence', startAt, endAt: at, status: 'closed' });
    else this.book.close(source, tag, at, at - startAt <= intervalMs ? { at: receivedAt } : undefined);
  }

  #sourceOf(source: string): HeardSource {
    let heard = this.#sources.get(source);
    if (heard === undefined) {
      heard = { tags: new Map(), isConnected: true, connectedAt: undefined, lastAt: undefined };
      this.#sources.set(source, heard);
    }
    return heard;
  }

  #tagOf(heard: HeardSource, tag: string): HeardTag {
    let known = heard.tags.get(tag);
    if (known === undefined) {
      const intervalMs = this.#intervals.get(tag) ?? Number.NaN;
      known = {
        tag,
        intervalMs,
        lastAt: -Infinity,
        heardAt: -Infinity,
        isResuming: true,
        isSilent: false,
        unknownSince: -Infinity,
        knownAt: -Infinity,
      };
      heard.tags.set(tag, known);
    }
    return known;
  }
}

function isUnknown({ unknownSince }: HeardTag): boolean {
  return unknownSince !== -Infinity;
}
