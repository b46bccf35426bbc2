/** Counts of bins while many values are added at once. */

/** Of the finest sketches a tally would take more memory than it is worth. */
const binsPerStepMax = 256;
/** Doublings from the least magnitude to the greatest, and some to spare: the greatest may round up to the next. */
const stepCount = 2_052;

/** Made for sketches of one relative error; empty but while values are added. */
export class BinTally {
  readonly #perSign: number;
  readonly #offset: number;
  readonly #counts: Int32Array;
  /** Places of the counts that are not 0, in the order in which they came. */
  #places = new Int32Array(256);
  #placeCount = 0;

  constructor(perStep: number) {
    this.#perSign = stepCount * perStep;
    this.#offset = (stepCount / 2) * perStep;
    this.#counts = new Int32Array(2 * this.#perSign);
  }

  add(isNegative: boolean, bin: number): void {
    const place = bin + this.#offset + (isNegative ? this.#perSign : 0);
    const count = this.#counts[place] as number;
    this.#counts[place] = count + 1;
    if (count === 0) this.#note(place);
  }

  /** Calls back with each bin, and empties the tally. */
  drain(visit: (isNegative: boolean, bin: number, times: number) => void): void {
    const count = this.#placeCount;
    this.#placeCount = 0;
    for (let i = 0; i < count; i++) {
      const place = this.#places[i] as number;
      const times = this.#counts[place] as number;
      this.#counts[place] = 0;
      const isNegative = place >= this.#perSign;
      visit(isNegative, place - this.#offset - (isNegative ? this.#perSign : 0), times);
    }
  }

  #note(place: number): void {
    if (this.#placeCount === this.#places.length) {
      const larger = new Int32Array(this.#places.length * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places[this.#placeCount++] = place;
  }
}

let last: { readonly perStep: number; readonly tally: BinTally } | undefined;

/** The tally of a number of bins to a doubling; undefined where these are too many. */
export function findBinTally(perStep: number): BinTally | undefined {
  if (perStep > binsPerStepMax) return undefined;
  if (last?.perStep !== perStep) last = { perStep, tally: new BinTally(perStep) };
  return last.tally;
}
