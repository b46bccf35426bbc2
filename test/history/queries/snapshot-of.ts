/** A snapshot of facts in memory, read by plain loops; its scans come in batches as small as a test wants. */
import { type HistorySnapshot, latestByRead, resampleByRead, type StoredFacts, scanByRead } from 'gemba/history';
import { selectRows } from 'gemba/ingest';
import { type AnyFactTable, emptyTable, type FactKind, type FactTable, factAxes, textAt, timesOf } from 'gemba/model';
import type { Interval } from 'gemba/time';

export interface SnapshotOptions {
  /** Facts of a batch at most; default: as asked. */
  readonly rowsMax?: number;
  /** By kind: how many contents each fact had. Default: 1. */
  readonly versions?: Partial<Record<FactKind, readonly number[]>>;
}

export function snapshotOf(
  tables: readonly AnyFactTable[],
  { rowsMax, versions = {} }: SnapshotOptions = {},
): HistorySnapshot {
  const plain: Pick<HistorySnapshot, 'read' | 'findExtent'> = {
    async read({ kind, window, places, signal }) {
      signal?.throwIfAborted();
      const table = (tables.find((one) => one.kind === kind) ?? emptyTable(kind)) as FactTable<typeof kind>;
      const rows = rowsIn(table, window, places);
      return {
        ...selectRows(table, rows),
        versions: Uint32Array.from(rows, (row) => versions[kind]?.[row] ?? 1),
      } as StoredFacts<typeof kind>;
    },
    findExtent(kind) {
      const table = tables.find((one) => one.kind === kind);
      if (table === undefined || table.length === 0) return undefined;
      const { startAt, endAt } = timesOf(table as FactTable);
      return { fromAt: Math.min(...startAt), toAt: Math.max(...endAt) };
    },
  };
  return {
    version: 1,
    committedAt: 0,
    accounts: new Map(),
    findPosition: () => undefined,
    findExpiry: () => undefined,
    planExpiry: () => [],
    fingerprint: () => '',
    ...plain,
    scan: (query) => scanByRead(plain, rowsMax === undefined ? query : { ...query, rowsMax }),
    resample: (query) => resampleByRead(plain, query),
    findLatest: (query) => latestByRead(plain, query),
  };
}

function rowsIn(table: FactTable, window: Interval | undefined, places: readonly string[] | undefined): number[] {
  const { startAt, endAt } = timesOf(table);
  const place = table.columns[factAxes[table.kind].place as keyof typeof table.columns] as never;
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    const [s, e] = [startAt[row] as number, endAt[row] as number];
    const isWithin =
      window === undefined || (s < window.toAt && (e > window.fromAt || (e === s && s >= window.fromAt)));
    if (isWithin && (places === undefined || places.includes(textAt(place, row)))) rows.push(row);
  }
  const end = (row: number): number => endAt[row] as number;
  const name = (row: number): string => textAt(place, row);
  return rows.sort(
    (a, b) =>
      (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0) ||
      (startAt[a] as number) - (startAt[b] as number) ||
      end(a) - end(b) ||
      a - b,
  );
}
