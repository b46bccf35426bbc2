/** Days are worked out one by one; what lasts over midnight (UTC) comes in pieces and is made one again. */
import { hash } from 'node:crypto';
import { selectRows } from '../../ingest/index.ts';
import { type FactTable, textAt } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';

const identityBytes = 16;

/**
 * Intervals of one unit that meet at midnight and say the same become one, with the identity of the first; its content is
 * folded from theirs, so equal pieces make equal facts.
 *
 * @param facts sorted by equipment and start, as `combineFacts` sorts them
 */
export function joinAtMidnight(facts: FactTable<'equipmentState'>): FactTable<'equipmentState'> {
  const { startAt } = facts.columns;
  const endAt = facts.columns.endAt.slice();
  const content = Buffer.from(facts.content);
  const kept: number[] = [];
  for (let row = 0; row < facts.length; row++) {
    const before = kept.at(-1);
    const meets = (startAt[row] as number) % dayMs === 0 && before !== undefined && endAt[before] === startAt[row];
    if (!meets || !saysTheSame(facts, before, row)) {
      kept.push(row);
      continue;
    }
    endAt[before] = endAt[row] as number;
    const both = Buffer.concat([contentAt(content, before), contentAt(content, row)]);
    hash('sha256', both, 'buffer').copy(content, before * identityBytes, 0, identityBytes);
  }
  if (kept.length === facts.length) return facts;
  return selectRows({ ...facts, content, columns: { ...facts.columns, endAt } }, kept);
}

function contentAt(content: Buffer, row: number): Buffer {
  return content.subarray(row * identityBytes, (row + 1) * identityBytes);
}

/** Everything but the times is equal. */
function saysTheSame({ columns }: FactTable<'equipmentState'>, a: number, b: number): boolean {
  const { startAt: _start, endAt: _end, orderCount, line, ...texts } = columns;
  return (
    Object.values(texts).every((column) => textAt(column, a) === textAt(column, b)) &&
    [orderCount, line].every((column) => Object.is(column[a], column[b]))
  );
}
