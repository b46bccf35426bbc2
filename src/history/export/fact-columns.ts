/**
 * What facts look like to other tools: names and types of the columns of SQL views, CSV and Parquet files. What is absent
 * is NULL or an empty field. `docs/sql.md` describes them, and a test holds the two together.
 */
import { type ColumnType, type FactKind, factColumns } from '../../model/index.ts';

export type OutsideType = 'VARCHAR' | 'DOUBLE' | 'BOOLEAN' | 'INTEGER' | 'BIGINT' | 'TIMESTAMP WITH TIME ZONE' | 'BLOB';

export interface OutsideColumn {
  readonly name: string;
  readonly type: OutsideType;
  /** Column of the table that it says. */
  readonly from: string;
  /**
   * How: `quality` is a text whose absence means good, `epochMs` an instant as a number, `end` and `endMs` an instant that
   * is absent while a gap lasts, `revision` how many contents the fact was received with.
   */
  readonly as:
    | 'text'
    | 'quality'
    | 'number'
    | 'flag'
    | 'instant'
    | 'epochMs'
    | 'end'
    | 'endMs'
    | 'revision'
    | 'standardDeviation'
    | 'bytes'
    | 'nothing';
  /** Never absent. */
  readonly isPresent?: true;
}

/** Left out: bytes of refused rows, which may name people. `gemba quarantine list` has them. */
const withheld: ReadonlySet<string> = new Set(['refusal.raw', 'refusal.header', 'refusal.received']);

/** The columns of a kind, in the order of the model, then `revision`. */
export function listFactColumns(kind: FactKind): readonly OutsideColumn[] {
  const columns = Object.entries(factColumns[kind]) as [string, ColumnType][];
  return [
    ...columns
      .filter(([name]) => !withheld.has(`${kind}.${name}`))
      .flatMap(([name, type]) => outside(kind, name, type)),
    { name: 'revision', type: 'INTEGER', from: 'revision', as: 'revision' },
  ];
}

function outside(kind: FactKind, from: string, type: ColumnType): readonly OutsideColumn[] {
  switch (type) {
    case 'text':
      return [kind === 'reading' ? textOfReading(from) : { name: from, type: 'VARCHAR', from, as: 'text' }];
    case 'number':
      return [{ name: from, type: 'DOUBLE', from, as: 'number' }];
    case 'flag':
      return [{ name: from, type: 'BOOLEAN', from, as: 'flag' }];
    case 'instant':
      return outsideInstants(from);
  }
}

function textOfReading(from: string): OutsideColumn {
  const column = { name: from, type: 'VARCHAR', from, as: from === 'quality' ? 'quality' : 'text' } as const;
  return from === 'tag' ? { ...column, isPresent: true } : column;
}

/** An instant for people and for programs. `at` is a word of SQL, so readings say `readingAt`. */
export function outsideInstants(from: string): readonly OutsideColumn[] {
  const name = from === 'at' ? 'readingAt' : from;
  const isEnd = from === 'endAt';
  return [
    { name, type: 'TIMESTAMP WITH TIME ZONE', from, as: isEnd ? 'end' : 'instant' },
    { name: `${name}Ms`, type: 'DOUBLE', from, as: isEnd ? 'endMs' : 'epochMs' },
  ];
}
