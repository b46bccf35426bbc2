/** A text tag that says which product or order is made. */
import type { Tag } from '../../model/index.ts';
import { GrowingColumn } from '../growing-column.ts';
import type { GapSpans } from '../series/gap-spans.ts';
import type { Series } from '../series/series.ts';
import { StepFold, unknownCode } from './step-fold.ts';

/** So many texts that no run has any more are no reason to look for them. */
const textsSpareMax = 256;

/** What a text tag said at an instant; empty where that is not known. Instants asked for never fall. */
export type TextAt = (at: number) => string;

export class TextFold {
  readonly #steps: StepFold;
  /** Texts by code; 0 is unknown. */
  #texts: string[] = [''];
  #codeOf = new Map<string, number>([['', unknownCode]]);

  constructor(tag: Tag) {
    this.#steps = new StepFold(tag.id, tag.expectedIntervalMs);
  }

  add({ at, text, quality, source }: Series, first: number, end: number): void {
    const bad = quality.dictionary.indexOf('bad');
    for (let i = first; i < end; i++) {
      const isBad = quality.codes[i] === bad;
      const code = isBad ? unknownCode : this.#code(text.dictionary[text.codes[i] as number] as string);
      this.#steps.add(at[i] as number, code, source.dictionary[source.codes[i] as number] as string);
    }
  }

  /** A look-up that moves on with the instants it is asked for. */
  createLookup(untilAt: number, gaps: GapSpans): TextAt {
    const [from, to, codes] = [new GrowingColumn(), new GrowingColumn(), new GrowingColumn()];
    this.#steps.visit(gaps, untilAt, (fromAt, toAt, code) => {
      from.push(fromAt);
      to.push(toAt);
      codes.push(code);
    });
    let place = 0;
    return (at) => {
      while (place < to.length && to.at(place) <= at) place++;
      return place < to.length && from.at(place) <= at ? (this.#texts[codes.at(place)] as string) : '';
    };
  }

  forget(beforeAt: number): void {
    this.#steps.forget(beforeAt, () => true, 0);
    if (this.#texts.length > 2 * this.#steps.length + textsSpareMax) this.#forgetTexts();
  }

  /** Keeps the texts that are still said: a tag may say another with every piece. */
  #forgetTexts(): void {
    const texts = this.#texts;
    this.#texts = [''];
    this.#codeOf = new Map([['', unknownCode]]);
    this.#steps.recode((code) => this.#code(texts[code] as string));
  }

  #code(text: string): number {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#texts.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    return code;
  }
}
