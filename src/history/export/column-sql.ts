/** The columns other tools read, as SQL over columns as they are stored. */
import { gapOpenEndAt } from '../../model/index.ts';
import type { OutsideColumn } from './fact-columns.ts';

const nan = "'nan'::DOUBLE";
/**
 * `expression AS "name"`, of columns of a relation named so.
 *
 * @param isMixed whether numbers are stored as one type here and another there, as in files of rollups
 */
export function columnSql(column: OutsideColumn, relation: string, isMixed: boolean = false): string {
  return `${expressionSql(column, (name) => `${relation}."${name}"`, isMixed)} AS "${column.name}"`;
}

function expressionSql(
  { as, from, type, isPresent }: OutsideColumn,
  stored: (column: string) => string,
  isMixed: boolean,
): string {
  const plain = stored(from);
  const known = `nullif(${plain}${isMixed ? '::DOUBLE' : ''}, ${nan})`;
  const end = `nullif(${known}, ${gapOpenEndAt}::DOUBLE)`;
  switch (as) {
    case 'text':
      // What is never absent is written plainly, so that what files say of themselves answers whoever filters by it.
      return isPresent === true ? plain : `nullif(${plain}, '')`;
    case 'quality':
      return `coalesce(nullif(${plain}, ''), 'good')`;
    case 'number':
      return known;
    case 'epochMs':
      return isPresent === true ? `${plain}::${type}` : known;
    case 'flag':
      return `${known} <> 0`;
    case 'instant':
      return `to_timestamp(${known} / 1000)`;
    case 'end':
      return `to_timestamp(${end} / 1000)`;
    case 'endMs':
      return end;
    case 'revision':
      return `${plain}::${type}`;
    case 'standardDeviation': {
      const [count, squares] = [stored('numberCount'), stored('squares')];
      return `CASE WHEN ${count} > 1 THEN sqrt(${squares} / (${count} - 1)) END`;
    }
    case 'bytes':
      return plain;
    case 'nothing':
      return `NULL::${type}`;
  }
}
