/**
 * The state that is looked at. Where files of it are merged away meanwhile a newer one takes its place, so that what is gone by
 * right is not told as missing.
 */

import type { FactKind } from '../../../model/index.ts';
import { undated } from '../layout.ts';
import { readManifest } from '../manifest-log.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart } from '../reading-versions.ts';
import { expiryOf, newestExpiry } from '../retention/expiries.ts';
import type { Segment } from '../segment.ts';
import { findMissing } from '../verification.ts';

/** How often in a row files may be merged away from under one look. */
const attemptsMax = 16;

export class VerifiedState {
  readonly #dir: string;
  readonly #isKnown: boolean;
  #state: ManifestState;

  /** @param manifest whether its state follows from whole files: else there is no newer one to be read */
  constructor(dir: string, { state, isKnown }: { readonly state: ManifestState; readonly isKnown: boolean }) {
    this.#dir = dir;
    this.#state = state;
    this.#isKnown = isKnown;
  }

  get now(): ManifestState {
    return this.#state;
  }

  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Whether a newer state names a file no more; that state is looked at from now on. */
  async hasLetGo(path: string): Promise<boolean> {
    if (!this.#isKnown) return false;
    this.#state = await readManifest(this.#dir, this.#state);
    return !this.#state.segments.has(path) && !this.#state.rollups.has(path);
  }

  /**
   * Works on files of the state, and once more on those of a newer one where some of them were removed meanwhile.
   *
   * @param filesOf what it will open
   */
  async steadily<F extends { readonly path: string }, T>(
    filesOf: (state: ManifestState) => readonly F[],
    work: (files: readonly F[], state: ManifestState) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const files = filesOf(this.#state);
      try {
        return await work(files, this.#state);
      } catch (error) {
        const missing = await findMissing(this.#dir, files);
        if (missing === undefined || attempt >= attemptsMax || !(await this.hasLetGo(missing.path))) throw error;
      }
    }
  }

  /** Whether facts of a kind have been removed by retention. */
  hasExpired(kind: FactKind): boolean {
    return (
      Number.isFinite(newestExpiry(this.#state.expiries, kind)) || expiryOf(this.#state.expiries, kind) !== undefined
    );
  }

  /** Whether retention has removed nothing of a day. */
  isDayComplete({ kind, day }: Pick<Segment, 'kind' | 'day'>): boolean {
    return day === undated ? !this.hasExpired(kind) : this.isTimeComplete(kind, dayStart(day));
  }

  /** Whether retention has removed nothing of a kind from an instant on. */
  isTimeComplete(kind: FactKind, fromAt: number): boolean {
    return fromAt >= newestExpiry(this.#state.expiries, kind);
  }
}
