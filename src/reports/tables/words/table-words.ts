/** The tables' words in a language; what a report has already said in another place is taken from there. */
import type { Words } from '../../words/words.ts';
import { deColumns, deTables } from './de.ts';
import { enColumns, enTables } from './en.ts';
import { deValues, enValues } from './values.ts';
import type { TableWords } from './words.ts';

const units = { minutes: 'min', percent: '%' };

/** One entry per language of `words/`, by the first part of its tag. */
const languages: Readonly<Record<string, TableWords>> = {
  en: {
    tables: enTables,
    columns: enColumns,
    low: 'low',
    high: 'high',
    units: { ...units, pieces: 'pieces' },
    values: enValues,
    yes: 'yes',
    no: 'no',
  },
  de: {
    tables: deTables,
    columns: deColumns,
    low: 'mindestens',
    high: 'höchstens',
    units: { ...units, pieces: 'Stück' },
    values: deValues,
    yes: 'ja',
    no: 'nein',
  },
};

/** @throws RangeError for a language whose reports have words and whose tables have none: a test holds the two together */
export function tableWordsOf({ language }: Pick<Words, 'language'>): TableWords {
  const words = languages[language.split('-')[0] as string];
  if (words === undefined) throw new RangeError(`The tables have no words in '${language}'.`);
  return words;
}
