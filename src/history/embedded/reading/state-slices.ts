/** Time in states beside the rows of rollups that it belongs to. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RollupRows, StateTimeTable } from '../../../analytics/index.ts';
import { createColumnReader } from '../column-reader.ts';
import { named } from '../duckdb.ts';
import { streamWhole } from '../whole-stream.ts';
import { codeSql, readWords, textOf } from './column-words.ts';
import { type RollupScan, stretchesSql } from './rollup-stretches.ts';
import type { TagFilter } from './tag-filter.ts';

const numbers = ['fromAt', 'toAt', 'value', 'ms'] as const;

/** All of a file that is asked for: there are few rows a bucket, and none of tags that have no states. */
export async function readStates(
  connection: DuckDBConnection,
  { dir, stretches, tags, signal }: RollupScan,
  filter: TagFilter,
): Promise<StateTimeTable | undefined> {
  const sql = stretchesSql(dir, stretches, 'states', filter);
  if (sql === '') return undefined;
  const words = await readWords(connection, `(${sql})`, ['text'], 'state');
  const columns = [
    filter.code,
    ...words.coded.map((name) => codeSql(name, 'state')),
    ...numbers.map((name) => `coalesce(${named(name)}::double, 'NaN'::double)`),
  ];
  const reader = createColumnReader({ words: [], counts: ['tag', ...words.coded], numbers });
  await reader.add(streamWhole(connection, `select ${columns.join(', ')} from (${sql})`, columns.length, signal));
  const texts = words.coded.length > 0 ? reader.counts('text') : new Uint32Array(reader.length);
  return {
    length: reader.length,
    tag: { dictionary: tags, codes: reader.counts('tag') },
    fromAt: reader.numbers('fromAt'),
    toAt: reader.numbers('toAt'),
    value: reader.numbers('value'),
    text: textOf(words, 'text', words.coded.length > 0 ? texts : texts.fill(words.constants.get('text') ?? 0)),
    ms: reader.numbers('ms'),
  };
}

/** Hands over the states of one portion of rows after the other, both being sorted by tag and time. */
export function createStateSlices(states: StateTimeTable): { next(rows: RollupRows): StateTimeTable } {
  let from = 0;
  return {
    next({ length, tag, fromAt }) {
      const lastTag = tag.codes[length - 1] as number;
      const lastAt = fromAt[length - 1] as number;
      let to = from;
      while (to < states.length) {
        const code = states.tag.codes[to] as number;
        if (code > lastTag || (code === lastTag && (states.fromAt[to] as number) > lastAt)) break;
        to++;
      }
      const slice = sliceOf(states, from, to);
      // Shifts that begin at once may be parted: those of the last instant belong to the next portion too.
      while (to > from && states.tag.codes[to - 1] === lastTag && states.fromAt[to - 1] === lastAt) to--;
      from = to;
      return slice;
    },
  };
}

function sliceOf(states: StateTimeTable, from: number, to: number): StateTimeTable {
  return {
    length: to - from,
    tag: { dictionary: states.tag.dictionary, codes: states.tag.codes.subarray(from, to) },
    fromAt: states.fromAt.subarray(from, to),
    toAt: states.toAt.subarray(from, to),
    value: states.value.subarray(from, to),
    text: { dictionary: states.text.dictionary, codes: states.text.codes.subarray(from, to) },
    ms: states.ms.subarray(from, to),
  };
}
