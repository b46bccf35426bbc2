/** Time in which sources or tags were silent when they should not have been. */
import { type GapStatus, gapOpenEndAt, textAt } from '../../model/index.ts';
import { chooseTags, listOf, type Names } from './names.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryTable } from './table.ts';
import { type CellsOf, type ColumnsOf, createTableBuilder } from './table-builder.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface GapsQuery {
  readonly window: QueryWindow;
  /** Gaps of these tags, and of the sources they come from as a whole; default: of all. */
  readonly tags?: Names;
  /** Tags of these and of what is below them. */
  readonly equipment?: Names;
  /** Source ids; default: all. */
  readonly sources?: Names;
  /** Gaps of one tag, or of one source as a whole, that overlap or meet as one; default: each for itself. */
  readonly isMerged?: boolean;
  readonly signal?: AbortSignal;
}

const spec = {
  source: ['text', 'not-in-the-data'],
  tag: ['text', 'not-in-the-data'],
  fromAt: ['instant', 'no-facts'],
  toAt: ['instant', 'no-facts'],
  withinMs: ['number', 'no-facts'],
  cause: ['text', 'not-in-the-data'],
  status: ['text', 'not-in-the-data'],
  lostCount: ['number', 'not-in-the-data'],
  recoveredAt: ['instant', 'not-in-the-data'],
} as const;
export type GapsColumns = ColumnsOf<typeof spec>;
type GapRow = Required<CellsOf<typeof spec>>;

/**
 * A row for each gap that touches the window, whole, by begin; the end of one that lasts is unknown. `withinMs` is its time
 * within the window, up to `untilAt`. Merged, its causes are listed, it is open or closed if one of them is, and what was lost is their sum
 * where each is known.
 */
export async function queryGaps(context: QueryContext, query: GapsQuery): Promise<QueryTable<GapsColumns>> {
  const { snapshot, plant } = context;
  const window = intervalOf(plant, query.window);
  const stop = query.signal === undefined ? {} : { signal: query.signal };
  const places = query.sources === undefined ? {} : { places: listOf(query.sources) };
  const isWanted = await createFilter(context, query, window.toAt);
  const rows: GapRow[] = [];
  for await (const { columns, length } of snapshot.scan({ kind: 'gap', window, ...places, ...stop }))
    for (let row = 0; row < length; row++) {
      const [source, tag] = [textAt(columns.source, row), textAt(columns.tag, row)];
      if (!isWanted(source, tag)) continue;
      rows.push({
        source,
        tag,
        fromAt: columns.startAt[row] as number,
        toAt: columns.endAt[row] as number,
        withinMs: 0,
        cause: textAt(columns.cause, row),
        status: textAt(columns.status, row),
        lostCount: columns.lostCount[row] as number,
        recoveredAt: columns.recoveredAt[row] as number,
      });
    }
  const builder = createTableBuilder(spec);
  for (const row of (query.isMerged ? merged(rows) : rows).sort(compareGaps))
    builder.add({
      ...row,
      toAt: row.toAt >= gapOpenEndAt ? Number.NaN : row.toAt,
      withinMs: Math.max(0, Math.min(row.toAt, window.toAt, context.untilAt) - Math.max(row.fromAt, window.fromAt)),
    });
  return builder.build();
}

/** Of a tag: its own gaps, and those of the source that its last reading came from. */
async function createFilter(
  { snapshot, plant }: QueryContext,
  { tags, equipment, signal }: GapsQuery,
  at: number,
): Promise<(source: string, tag: string) => boolean> {
  if (tags === undefined && equipment === undefined) return () => true;
  const ids = new Set(chooseTags(plant, { tags, equipment }).map(({ id }) => id));
  const { columns } = await snapshot.findLatest({ tags: [...ids], at, ...(signal && { signal }) });
  const sources = new Set(Array.from(columns.source.codes, (code) => columns.source.dictionary[code]));
  return (source, tag) => (tag === '' ? sources.has(source) : ids.has(tag));
}

function compareGaps(a: GapRow, b: GapRow): number {
  const text = (row: GapRow): string => JSON.stringify([row.source, row.tag, row.cause]);
  return a.fromAt - b.fromAt || a.toAt - b.toAt || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}

function merged(rows: readonly GapRow[]): GapRow[] {
  const byPlace = Map.groupBy(rows.toSorted(compareGaps), ({ source, tag }) => JSON.stringify([source, tag]));
  return [...byPlace.values()].flatMap((own) => {
    const runs: GapRow[] = [];
    for (const row of own) {
      const last = runs.at(-1);
      if (last !== undefined && row.fromAt <= last.toAt) runs[runs.length - 1] = together(last, row);
      else runs.push(row);
    }
    return runs;
  });
}

/** The worst status of several counts for them all. */
const statusOrder: readonly string[] = ['open', 'closed', 'recovered'] satisfies readonly GapStatus[];

function together(a: GapRow, b: GapRow): GapRow {
  const causes = new Set([...a.cause.split(' '), ...b.cause.split(' ')]);
  const status = statusOrder.find((one) => one === a.status || one === b.status) ?? a.status;
  return {
    ...a,
    toAt: Math.max(a.toAt, b.toAt),
    cause: [...causes].join(' '),
    status,
    lostCount: a.lostCount + b.lostCount,
    recoveredAt: status === 'recovered' ? Math.max(a.recoveredAt, b.recoveredAt) : Number.NaN,
  };
}
