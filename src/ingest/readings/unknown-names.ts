/** Names of tags that nobody has mapped yet, listed so that an engineer can. */

export interface UnknownName {
  readonly name: string;
  readonly count: number;
  /** Receipt of the first and last reading under this name, UTC epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The last value, cut to 200 characters. */
  readonly example: string;
}

export const unknownNamesMax = 1_000;
const nameLengthMax = 500;

/** A bounded list: beyond its limit a new name takes the place of the one unheard of for longest, and that is counted. */
export class UnknownNames {
  readonly #max: number;
  readonly #names: Map<string, { -readonly [Field in keyof UnknownName]: UnknownName[Field] }> = new Map();
  #forgottenCount: number = 0;

  constructor(max: number = unknownNamesMax) {
    this.#max = max;
  }

  /** Names that are not listed any more because there were too many. */
  get forgottenCount(): number {
    return this.#forgottenCount;
  }

  note(fullName: string, at: number, example: string): void {
    const name = fullName.slice(0, nameLengthMax);
    const known = this.#names.get(name);
    // Put in again, so that the map's order is that of the last time.
    this.#names.delete(name);
    if (known === undefined) {
      this.#names.set(name, { name, count: 1, firstAt: at, lastAt: at, example });
      if (this.#names.size > this.#max) this.#forgetOldest();
      return;
    }
    known.count++;
    known.lastAt = at;
    known.example = example;
    this.#names.set(name, known);
  }

  /** The most frequent first; equal counts by name. */
  list(): readonly UnknownName[] {
    return [...this.#names.values()]
      .map((known) => ({ ...known }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  #forgetOldest(): void {
    const [oldest] = this.#names.keys();
    this.#names.delete(oldest as string);
    this.#forgottenCount++;
  }
}
