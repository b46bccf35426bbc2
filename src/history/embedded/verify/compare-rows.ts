/** Rows of rollups as they were written and as they are worked out anew. Sums of another order differ by rounding. Pure. */
import {
  type RollupTable,
  rollupNumberColumns,
  rollupTextColumns,
  type StateTimeTable,
} from '../../../analytics/index.ts';
import { type TextColumn, textAt } from '../../../model/index.ts';
import { readQuantileSketch } from '../../../stats/index.ts';

/** Relative to what a sum is made of, since great numbers may leave a small one. */
const errorMax = 1e-9;

/** What is otherwise, in words; undefined where nothing. */
export function findRowDifference(written: RollupTable, anew: RollupTable): string | undefined {
  const rowOf = new Map(Array.from({ length: anew.length }, (_, row) => [keyOf(anew, row), row]));
  if (written.length !== anew.length) return `has ${written.length} rows instead of ${anew.length}`;
  for (let row = 0; row < written.length; row++) {
    const tag = wordAt(written.tag, row);
    const other = rowOf.get(keyOf(written, row));
    if (other === undefined)
      return `has a row of ${tag} at ${instant(written.fromAt[row])} that its readings do not make`;
    const column = findOtherColumn(written, row, anew, other);
    if (column !== undefined)
      return `says ${column} of ${tag} at ${instant(written.fromAt[row])} otherwise than its readings`;
  }
  return findStateDifference(written.states, anew.states);
}

function findOtherColumn(a: RollupTable, i: number, b: RollupTable, j: number): string | undefined {
  const text = rollupTextColumns.find((name) => wordAt(a[name], i) !== wordAt(b[name], j));
  if (text !== undefined) return text;
  const magnitude = Math.max(Math.abs(b.min[j] as number), Math.abs(b.max[j] as number), Number.MIN_VALUE);
  const scales: Readonly<Partial<Record<string, number>>> = {
    mean: magnitude,
    squares: magnitude ** 2 * (b.numberCount[j] as number),
    area: magnitude * (b.numberMs[j] as number),
    increase: magnitude,
  };
  const number = rollupNumberColumns.find(
    (name) => !isAlike(a[name][i] as number, b[name][j] as number, scales[name] ?? 0),
  );
  return number ?? (isSketchAlike(a.sketch?.[i], b.sketch?.[j]) ? undefined : 'the distribution');
}

function isAlike(a: number, b: number, scale: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= errorMax * Math.max(Math.abs(a), Math.abs(b), scale);
}

/** Of the same values they are the same, unless there were so many bins that some were joined. */
function isSketchAlike(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (Buffer.compare(a, b) === 0) return true;
  try {
    const [one, other] = [readQuantileSketch(a), readQuantileSketch(b)];
    const spread = 3 * other.relativeError;
    return (
      one.count === other.count &&
      [0.5, 0.9, 1].every((p) => {
        const [x = 0, y = 0] = [one.quantile(p), other.quantile(p)];
        return Math.abs(x - y) <= spread * Math.max(Math.abs(x), Math.abs(y));
      })
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function findStateDifference(written: StateTimeTable, anew: StateTimeTable): string | undefined {
  const stateKey = (table: StateTimeTable, row: number): string =>
    `${keyOf(table, row)}\n${table.value[row]}\n${wordAt(table.text, row)}`;
  const msOf = new Map(Array.from({ length: anew.length }, (_, row) => [stateKey(anew, row), anew.ms[row] as number]));
  for (let row = 0; row < written.length; row++) {
    const ms = msOf.get(stateKey(written, row));
    if (ms === undefined || !isAlike(written.ms[row] as number, ms, 0))
      return `says the states of ${wordAt(written.tag, row)} at ${instant(written.fromAt[row])} otherwise than its readings`;
  }
  return written.length === anew.length ? undefined : `has ${written.length} rows of states instead of ${anew.length}`;
}

function keyOf(table: Pick<RollupTable, 'tag' | 'fromAt' | 'toAt'>, row: number): string {
  return `${wordAt(table.tag, row)}\n${table.fromAt[row]}\n${table.toAt[row]}`;
}

function wordAt(column: TextColumn, row: number): string {
  return textAt(column, row) ?? '';
}

function instant(at: number | undefined): string {
  return new Date(at ?? Number.NaN).toISOString();
}
