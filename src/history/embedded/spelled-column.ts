/** A text column out of words that come one by one. */
import type { TextColumn } from '../../model/index.ts';

/** A text column whose codes are its own. */
export interface CodedText extends TextColumn {
  readonly codes: Uint32Array<ArrayBuffer>;
}

export interface SpelledColumn {
  add(word: string): void;
  /** Words in the order of their bytes, as segments are sorted by; `''` first, whether it is used or not. */
  take(): CodedText;
}

export function createSpelledColumn(): SpelledColumn {
  const places = new Map<string, number>([['', 0]]);
  const found: number[] = [];
  return {
    add(word) {
      let place = places.get(word);
      if (place === undefined) {
        place = places.size;
        places.set(word, place);
      }
      found.push(place);
    },
    take() {
      const words = [...places].map(([word, place]) => ({ word, place, bytes: Buffer.from(word) }));
      words.sort((a, b) => a.bytes.compare(b.bytes));
      const codeOf = new Uint32Array(words.length);
      for (const [code, { place }] of words.entries()) codeOf[place] = code;
      return {
        dictionary: words.map(({ word }) => word),
        codes: Uint32Array.from(found, (place) => codeOf[place] as number),
      };
    },
  };
}
