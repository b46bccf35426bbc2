/**
 * Changes as they come, for any number of readers. A reader is only a place in the sequence: what waits for it is a ring
 * that all share. Who falls behind the ring gets the newest change of each subject, and is told.
 */
import { randomUUID } from 'node:crypto';
import type { LivePicture, LivePlant, LiveUnit } from './live.ts';

/** Something a reader would see differently. */
export type SubjectChange =
  | { readonly kind: 'unit'; readonly token: string; readonly unit: LiveUnit }
  | { readonly kind: 'plant'; readonly token: string; readonly plant: LivePlant };

/** `first`: no token was given; `too-old`: more has changed since than is kept; `another-run`: the token is not of this run. */
export const resetReasons = ['first', 'too-old', 'another-run'] as const;
export type ResetReason = (typeof resetReasons)[number];

export type LiveChange =
  /** The whole picture; what was known before is void. */
  | {
      readonly kind: 'reset';
      readonly token: string;
      readonly reason: ResetReason;
      readonly picture: LivePicture;
    }
  | SubjectChange
  /** This reader was too slow: so many changes were left out; the newest of each unit and of the plant follow. */
  | { readonly kind: 'skipped'; readonly changeCount: number };

type Unnumbered =
  | { readonly kind: 'unit'; readonly unit: LiveUnit }
  | { readonly kind: 'plant'; readonly plant: LivePlant };

interface Numbered {
  readonly number: number;
  readonly change: SubjectChange;
}

export interface ReadOptions {
  /** Token of the last change that was seen. */
  readonly after?: string | undefined;
  /** Whether a reader wants a change. */
  readonly wants: (change: SubjectChange) => boolean;
  /** The whole picture as this reader sees it, now. */
  readonly picture: () => LivePicture;
  readonly signal?: AbortSignal | undefined;
}

export class ChangeFeed {
  readonly #run: string;
  readonly #kept: number;
  /** Change n stands at place n modulo its length. */
  readonly #ring: (SubjectChange | undefined)[];
  readonly #newestOf = new Map<string, Numbered>();
  readonly #waiting = new Set<() => void>();
  #last: number = 0;
  #isClosed: boolean = false;

  /** @param kept how many changes a reader may be behind */
  constructor(kept: number, run: string = randomUUID().slice(0, 8)) {
    this.#run = run;
    this.#kept = kept;
    this.#ring = new Array<SubjectChange | undefined>(kept);
  }

  /** Where the feed stands. */
  get token(): string {
    return this.#tokenOf(this.#last);
  }

  publish(said: Unnumbered): void {
    const number = ++this.#last;
    const change = { ...said, token: this.#tokenOf(number) };
    this.#ring[number % this.#kept] = change;
    this.#newestOf.set(subjectOf(change), { number, change });
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async *read({ after, wants, picture, signal }: ReadOptions): AsyncGenerator<LiveChange, void, undefined> {
    const start = this.#startAfter(after);
    let place = typeof start === 'number' ? start : this.#last;
    if (typeof start !== 'number') yield { kind: 'reset', reason: start, token: this.token, picture: picture() };
    while (!this.#isClosed && signal?.aborted !== true) {
      if (this.#isBehind(place)) {
        // Told at once, of what is newest now: what comes while the reader takes its time is in the ring again.
        const { changes, last } = this.#newestSince(place, wants);
        yield { kind: 'skipped', changeCount: last - place };
        place = last;
        yield* changes;
        continue;
      }
      if (place === this.#last) {
        await this.#nextChange(signal);
        continue;
      }
      const change = this.#ring[++place % this.#kept] as SubjectChange;
      if (wants(change)) yield change;
    }
  }

  #startAfter(token: string | undefined): number | ResetReason {
    if (token === undefined) return 'first';
    const [, run, digits] = /^(.+)\.(\d{1,15})$/.exec(token) ?? [];
    const number = Number(digits);
    if (run !== this.#run || number > this.#last) return 'another-run';
    return this.#isBehind(number) ? 'too-old' : number;
  }

  #isBehind(place: number): boolean {
    return this.#last - place > this.#kept;
  }

  #newestSince(place: number, wants: ReadOptions['wants']): { changes: SubjectChange[]; last: number } {
    const newest = [...this.#newestOf.values()].filter(({ number, change }) => number > place && wants(change));
    return { changes: newest.sort((a, b) => a.number - b.number).map(({ change }) => change), last: this.#last };
  }

  #tokenOf(number: number): string {
    return `${this.#run}.${number}`;
  }

  #nextChange(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      this.#waiting.delete(end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    this.#waiting.add(end);
    signal?.addEventListener('abort', end, { once: true });
    return promise;
  }

  #wake(): void {
    for (const end of [...this.#waiting]) end();
  }
}

function subjectOf(change: SubjectChange): string {
  return change.kind === 'unit' ? `unit ${change.unit.equipment}` : 'plant';
}
