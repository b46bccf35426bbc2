/** Which lane of the buffer a batch's facts go to: readings of droppable tags to one, everything else to the other. */
import type { AnyFactTable, FactTable } from '../../model/index.ts';
import type { BufferedBatch, BufferLane } from '../buffer/fact-buffer.ts';
import type { SourceBatch } from '../source.ts';
import { selectRows } from './select-rows.ts';

export interface LanePart {
  readonly lane: BufferLane;
  readonly batch: Omit<BufferedBatch, 'position'>;
}

/**
 * The parts of a batch, the droppable one first; one part where all belongs together. Refused and filtered readings
 * stand in the account of the kept part, if there is one.
 */
export function splitByLane(batch: SourceBatch, droppableTags: ReadonlySet<string>): readonly LanePart[] {
  const { source, identityBy, account } = batch;
  const kept: AnyFactTable[] = [];
  const droppable: FactTable<'reading'>[] = [];
  for (const table of batch.facts) {
    if (table.kind !== 'reading' || droppableTags.size === 0) {
      kept.push(table);
      continue;
    }
    const parts = splitReadings(table, droppableTags);
    if (parts.kept.length > 0) kept.push(parts.kept);
    if (parts.droppable.length > 0) droppable.push(parts.droppable);
  }
  const count = droppable.reduce((sum, { length }) => sum + length, 0);
  const whole = { source, identityBy, facts: batch.facts, account };
  if (count === 0) return [{ lane: 'kept', batch: whole }];
  if (count === account.received && kept.length === 0) return [{ lane: 'droppable', batch: whole }];
  const none = { received: count, refused: 0, filtered: 0, expired: 0, lost: 0 };
  return [
    { lane: 'droppable', batch: { source, identityBy, facts: droppable, account: none } },
    {
      lane: 'kept',
      batch: { source, identityBy, facts: kept, account: { ...account, received: account.received - count } },
    },
  ];
}

function splitReadings(
  table: FactTable<'reading'>,
  droppableTags: ReadonlySet<string>,
): Readonly<Record<BufferLane, FactTable<'reading'>>> {
  const { dictionary, codes } = table.columns.tag;
  const isDroppable = dictionary.map((tag) => droppableTags.has(tag));
  const rows: Record<BufferLane, number[]> = { kept: [], droppable: [] };
  for (let row = 0; row < table.length; row++)
    rows[isDroppable[codes[row] as number] === true ? 'droppable' : 'kept'].push(row);
  if (rows.droppable.length === 0) return { kept: table, droppable: selectRows(table, []) };
  if (rows.kept.length === 0) return { kept: selectRows(table, []), droppable: table };
  return { kept: selectRows(table, rows.kept), droppable: selectRows(table, rows.droppable) };
}
