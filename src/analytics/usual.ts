/** The usual range of a figure: the same weekday over up to 13 weeks before. */
export type UsualRange =
  | {
      readonly kind: 'known';
      /** How many earlier values it stands on, at least 6. */
      readonly count: number;
      readonly median: number;
      readonly p10: number;
      readonly p90: number;
    }
  | { readonly kind: 'unknown'; readonly reason: 'too-little-history'; readonly count: number };
