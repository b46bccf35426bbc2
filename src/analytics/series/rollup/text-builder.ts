/** A column of texts that grows row by row. */
import type { TextColumn } from '../../../model/index.ts';

export class TextBuilder {
  readonly #dictionary: string[] = [''];
  readonly #codeOf: Map<string, number> = new Map([['', 0]]);
  #codes = new Uint32Array(1_024);
  #length = 0;
  #lastText = '';
  #lastCode = 0;

  push(text: string): void {
    // Mostly a text is the one before: it need not be looked up.
    if (text !== this.#lastText) {
      this.#lastCode = this.#codeFor(text);
      this.#lastText = text;
    }
    if (this.#length === this.#codes.length) {
      const larger = new Uint32Array(this.#length * 2);
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[this.#length++] = this.#lastCode;
  }

  build(): TextColumn {
    return { dictionary: this.#dictionary, codes: this.#codes.slice(0, this.#length) };
  }

  #codeFor(text: string): number {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#dictionary.length;
      this.#dictionary.push(text);
      this.#codeOf.set(text, code);
    }
    return code;
  }
}
