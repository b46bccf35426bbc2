/**
 * history.five-years: mean, min and max of each month of five years, of 1,000 tags, from rollups of days; these are
 * generated. A month begins with the production day of its first. PostgreSQL answers the same out of a table of the same days.
 */
import { askYears } from './support/ask-years.ts';

const months = 60;
const edges = Float64Array.from({ length: months + 1 }, (_, month) => Date.UTC(2021, month, 1, 6));

await askYears({
  bench: 'history.five-years',
  years: { tagCount: 1_000, fromAt: edges[0] as number, toAt: edges[months] as number, levels: ['day'] },
  edges,
  sql: `select tag, width_bucket(day, $1::timestamptz[]) as month, sum(mean * count) / sum(count), min(min), max(max) from days
    group by 1, 2 order by 1, 2`,
});
