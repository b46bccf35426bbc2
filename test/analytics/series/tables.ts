/** Series for tests. */
import { type Series, seriesOf } from 'gemba/analytics';
import { type FactRow, type FactTable, toTable } from 'gemba/model';

/** A series of `t` of instants, and values or texts; without a value there is none. */
export function seriesWith(
  rows: readonly (readonly [number, (number | string | undefined)?, FactRow<'reading'>?])[],
): Series {
  return seriesOf(
    toTable(
      'reading',
      rows.map(([at, value, rest]) => ({
        tag: 't',
        at,
        source: 'plc',
        ...(typeof value === 'string' ? { text: value } : value === undefined ? {} : { value }),
        ...rest,
      })),
    ),
    't',
  );
}

export function gapsOf(...spans: readonly (readonly [number, number])[]): FactTable<'gap'> {
  return toTable(
    'gap',
    spans.map(([startAt, endAt]) => ({ source: 'plc', startAt, endAt, cause: 'disconnected', status: 'closed' })),
  );
}
