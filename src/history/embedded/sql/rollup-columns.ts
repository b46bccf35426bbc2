/** The columns of rollups as other tools read them: as in `RollupTable`, with plain figures in place of sums of squares. */
import { type OutsideColumn, type OutsideType, outsideInstants } from '../../export/fact-columns.ts';

type As = OutsideColumn['as'];

function column(name: string, type: OutsideType, as: As): OutsideColumn {
  return { name, type, from: name, as };
}
const present = (of: OutsideColumn): OutsideColumn => ({ ...of, isPresent: true });
/** Borders of buckets lie on whole milliseconds, and are always there. */
const border = (name: string): OutsideColumn[] =>
  outsideInstants(name).map((of) => present(of.as === 'epochMs' ? { ...of, type: 'BIGINT' } : of));
const text = (name: string): OutsideColumn => column(name, 'VARCHAR', 'text');
const number = (name: string): OutsideColumn => column(name, 'DOUBLE', 'number');

/** One row a tag and bucket with readings. */
export const rollupValueColumns: readonly OutsideColumn[] = [
  present(text('tag')),
  ...border('fromAt'),
  ...border('toAt'),
  number('readingCount'),
  number('badCount'),
  ...outsideInstants('firstReadingAt'),
  ...outsideInstants('lastReadingAt'),
  number('heldValue'),
  text('heldText'),
  text('source'),
  number('numberCount'),
  number('mean'),
  column('standardDeviation', 'DOUBLE', 'standardDeviation'),
  number('min'),
  number('max'),
  number('first'),
  ...outsideInstants('firstAt'),
  number('last'),
  ...outsideInstants('lastAt'),
  number('knownMs'),
  number('numberMs'),
  number('area'),
  number('increase'),
  number('resetCount'),
  number('rolloverCount'),
  number('expectedIntervalMs'),
  number('rolloverAt'),
];

/** Minutes have none. */
export const sketchColumn: OutsideColumn = column('sketch', 'BLOB', 'bytes');
export const noSketchColumn: OutsideColumn = column('sketch', 'BLOB', 'nothing');

/** One row a tag, bucket and state. */
export const rollupStateColumns: readonly OutsideColumn[] = [
  present(text('tag')),
  ...border('fromAt'),
  ...border('toAt'),
  number('value'),
  text('text'),
  number('ms'),
];
