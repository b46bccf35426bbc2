/** Groups of counts, found by the codes of their keys. */
import { GembaError } from '../../model/index.ts';

/** More would be no summary. */
const groupsMaxDefault = 1_000_000;

export interface Group {
  /** One code of each key. */
  readonly codes: readonly number[];
  readonly sums: Float64Array;
}

interface Node {
  readonly below: Map<number, Node>;
  readonly group: Group | undefined;
}

/** A tree of codes, one level a key: a group is found without making a text of its codes. */
export class CountGroups {
  readonly #root: Node;
  readonly #keyCount: number;
  readonly #sumCount: number;
  readonly #groupsMax: number;
  readonly #all: Group[] = [];

  constructor(keyCount: number, sumCount: number, groupsMax: number = groupsMaxDefault) {
    this.#keyCount = keyCount;
    this.#sumCount = sumCount;
    this.#groupsMax = groupsMax;
    this.#root = { below: new Map(), group: keyCount === 0 ? this.#create([]) : undefined };
  }

  /** Groups in the order in which they were found. */
  list(): readonly Group[] {
    return this.#all;
  }

  /**
   * Visits each group of a fact; of a key with several codes all of them.
   *
   * @throws GembaError `usage` for more groups than an answer may have
   */
  visit(codesOf: (key: number) => readonly number[], visit: (sums: Float64Array) => void): void {
    this.#walk(this.#root, 0, [], codesOf, visit);
  }

  #walk(
    node: Node,
    key: number,
    before: readonly number[],
    codesOf: (key: number) => readonly number[],
    visit: (sums: Float64Array) => void,
  ): void {
    if (node.group !== undefined) {
      visit(node.group.sums);
      return;
    }
    for (const code of codesOf(key)) {
      let next = node.below.get(code);
      const path = next === undefined || next.group === undefined ? [...before, code] : before;
      if (next === undefined) {
        next = { below: new Map(), group: key + 1 === this.#keyCount ? this.#create(path) : undefined };
        node.below.set(code, next);
      }
      this.#walk(next, key + 1, path, codesOf, visit);
    }
  }

  #create(codes: readonly number[]): Group {
    const group = { codes, sums: new Float64Array(this.#sumCount) };
    if (this.#all.push(group) > this.#groupsMax)
      throw new GembaError(
        'usage',
        `There are more than ${this.#groupsMax} groups. Group by fewer keys than ${this.#keyCount}, or ask for a part of the window at a time.`,
      );
    return group;
  }
}
