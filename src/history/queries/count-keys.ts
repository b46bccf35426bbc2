/** What counts can be grouped by. */
import type { Plant, TextColumn } from '../../model/index.ts';
import type { Cell } from './count-cells.ts';
import { ancestorAt } from './names.ts';
import type { UnitFacts } from './query-context.ts';
import { createWords, type Words } from './table.ts';

/**
 * Levels of equipment; what a fact says; `person`: the token of each who is named, so that a fact of two people counts for
 * both; `day`: production day; `hour`: its begin; `shift` and `team`: those on at the time.
 */
export const countKeys = [
  'enterprise',
  'site',
  'area',
  'workCenter',
  'workUnit',
  'product',
  'workOrder',
  'operation',
  'reason',
  'defect',
  'state',
  'source',
  'person',
  'day',
  'hour',
  'shift',
  'team',
] as const;
export type CountKey = (typeof countKeys)[number];

export type FactOfUnit = UnitFacts['production'] | UnitFacts['equipmentState'];

/** Codes of a fact's values of one key; of persons there may be several. */
export type ReadCodes = (row: number, cell: Cell) => readonly number[];

export interface KeyReader {
  readonly key: CountKey;
  /** Values by code; 0 is none. Of `hour` the values are instants as text. */
  readonly words: Words;
  /** Prepares a table, whose dictionaries are looked through once. */
  of(table: FactOfUnit): ReadCodes;
}

const none: readonly number[] = [0];

export function createKeyReader(plant: Plant, key: CountKey): KeyReader {
  const words = createWords();
  const code = (word: string): readonly number[] => (word === '' ? none : [words.codeOf(word)]);
  /** Of each cell, worked out once. */
  const byCell = (read: (cell: Cell) => string): ReadCodes => {
    const known = new Map<Cell, readonly number[]>();
    return (_, cell) => {
      const own = known.get(cell) ?? code(read(cell));
      known.set(cell, own);
      return own;
    };
  };
  const of = ({ columns }: FactOfUnit): ReadCodes => {
    switch (key) {
      case 'enterprise':
      case 'site':
      case 'area':
      case 'workCenter':
      case 'workUnit':
        return byWord(columns.equipment, (id) => code(ancestorAt(plant, id, key)?.id ?? ''));
      case 'person':
        return byWord(columns.operators, (tokens) => {
          const named = tokens.split(' ').filter((token) => token !== '');
          return named.length === 0 ? none : [...new Set(named)].flatMap(code);
        });
      case 'defect':
        return 'defect' in columns ? byWord(columns.defect, code) : () => none;
      case 'hour':
        return byCell(({ hourAt }) => String(hourAt));
      case 'day':
      case 'shift':
      case 'team':
        return byCell((cell) => cell[key]);
      default:
        return byWord(columns[key], code);
    }
  };
  return { key, words, of };
}

/** Of each word that a column has, worked out once. */
function byWord({ dictionary, codes }: TextColumn, read: (word: string) => readonly number[]): ReadCodes {
  const known: (readonly number[] | undefined)[] = new Array(dictionary.length);
  return (row) => {
    const code = codes[row] as number;
    let own = known[code];
    if (own === undefined) {
      own = read(dictionary[code] as string);
      known[code] = own;
    }
    return own;
  };
}
