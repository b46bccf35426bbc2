/** Why a row was refused. Stable: reports, commands and replay speak of rows by these. */
export const refusalCodes = [
  'field-count', // more or fewer fields than the header
  'missing-value',
  'not-a-number',
  'not-whole', // pieces are whole
  'negative-count',
  'not-a-time',
  'nonexistent-date', // such as 30 February
  'end-before-start',
  'unknown-equipment',
  'unknown-fact-type',
  'unknown-state',
  'untold-state', // a word of the mapping that tells no state, such as UNAVAILABLE
  'not-a-flag',
  'value-without-place', // pieces on a fact that holds none: keeping it would lose them
  'too-long',
  'bad-quotes', // text before or after a quoted field
  'unclosed-quote',
  'not-utf-8',
  'nul-byte',
  'not-json',
  'not-a-scalar', // an object or list where one value belongs
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** One thing wrong with a row. */
export interface RowProblem {
  readonly code: RefusalCode;
  /** Column of the file; empty where it is the whole row. */
  readonly field: string;
  readonly received: string;
  readonly expected: string;
}
