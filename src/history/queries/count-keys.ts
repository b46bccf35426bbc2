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
  const byWord = (column: TextColumn, read: (word: string) => readonly number[]): ReadCodes => {
    const codes = new Map<number, readonly number[]>();
    return (row) => {
      const own = column.codes[row] as number;
      let known = codes.get(own);
      if (known === undefined) {
        known = read(column.dictionary[own] as string);
        codes.set(own, known);
      }
      return known;
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
        return (_, { hourAt }) => code(String(hourAt));
      case 'day':
      case 'shift':
      case 'team':
        return (_, cell) => code(cell[key]);
      default:
        return byWord(columns[key], code);
    }
  };
  return { key, words, of };
}
