/** Words of text columns, shared by the rows of all units. */
import type { ColumnType, TextColumn } from '../../../model/index.ts';

const none: readonly string[] = [''];

export class Words {
  readonly #dictionaries = new Map<string, { readonly words: string[]; readonly codeOf: Map<string, number> }>();
  #absentCodes: Uint32Array = new Uint32Array(0);
  #absentNumbers: Float64Array = new Float64Array(0);

  /** The code of each word of a dictionary; new words are learned. */
  codes(column: string, dictionary: readonly string[]): Uint32Array {
    const { words, codeOf } = this.#dictionaryOf(column);
    return Uint32Array.from(dictionary, (word) => {
      let code = codeOf.get(word);
      if (code === undefined) {
        code = words.push(word) - 1;
        codeOf.set(word, code);
      }
      return code;
    });
  }

  column(name: string, codes: Uint32Array): TextColumn {
    return { dictionary: this.#dictionaryOf(name).words, codes };
  }

  wordAt(column: string, code: number): string {
    return this.#dictionaryOf(column).words[code] as string;
  }

  /** A column of which no row has anything; one piece of memory for all of them. */
  absentColumn(type: ColumnType, length: number): TextColumn | Float64Array {
    if (length > this.#absentCodes.length) {
      this.#absentCodes = new Uint32Array(length * 2);
      this.#absentNumbers = new Float64Array(length * 2).fill(Number.NaN);
    }
    return type === 'text'
      ? { dictionary: none, codes: this.#absentCodes.subarray(0, length) }
      : this.#absentNumbers.subarray(0, length);
  }

  #dictionaryOf(column: string) {
    let dictionary = this.#dictionaries.get(column);
    if (dictionary === undefined) {
      dictionary = { words: [''], codeOf: new Map([['', 0]]) };
      this.#dictionaries.set(column, dictionary);
    }
    return dictionary;
  }
}
