/**
 * history.year: mean, min and max of each production day of 365, of 1,000 tags, from rollups; these are generated. Beside it
 * the same by days of UTC, which no day of the plant fits, so that it is made of hours; and PostgreSQL, which reads a
 * table of the same days.
 */
import { createGrid } from '../src/analytics/index.ts';
import { dayMs } from '../src/time/index.ts';
import { askYears, dayEdges } from './support/ask-years.ts';
import type { YearsOfRollups } from './support/years-of-rollups.ts';

const fromAt = Date.UTC(2025, 0, 1, 6);
const years: YearsOfRollups = { tagCount: 1_000, fromAt, toAt: fromAt + 365 * dayMs, levels: ['hour', 'day'] };

await askYears({
  bench: 'history.year',
  years,
  edges: dayEdges(years),
  sql: `select tag, (extract(epoch from day) * 1000)::double precision, mean, min, max from days
    where day >= ($1::timestamptz[])[1] and day < ($1::timestamptz[])[cardinality($1::timestamptz[])] order by tag, day`,
  beside: {
    byUtcDay: createGrid({ fromAt: Date.UTC(2025, 0, 2), toAt: Date.UTC(2026, 0, 1) }, dayMs),
  },
});
