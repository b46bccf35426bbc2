/** Every query of docs/queries.md gives the answer that the page shows. */
import { readFileSync } from 'node:fs';
import { deriveFacts } from 'gemba/analytics';
import { createQueries, plainRowsOf, type QueryTable, tableOfSeries, topRows } from 'gemba/history';
import { compilePlant, type FactTable, toTable } from 'gemba/model';
import { parsePlantFile } from 'gemba/runtime';
import { expect, test } from 'vitest';
import demoFile from '../../demo/gemba.config.ts';
import { atOf, sawHour, sawPlant, sawReadings } from '../history/queries/saw.ts';
import { snapshotOf } from '../history/queries/snapshot-of.ts';
import { idOf, logTables } from '../support/job-shop.ts';
import { plainResources } from '../support/plain-log.ts';

const demoPlant = compilePlant(parsePlantFile(demoFile, 'demo'));

/** Facts of the log with the ids of the demo's plant file. */
function withDemoIds<K extends 'production' | 'equipmentState'>(table: FactTable<K>): FactTable<K> {
  const ids = new Map(plainResources.map((name) => [idOf(name), demoPlant.equipment.findBySourceName(name)?.id ?? '']));
  const { equipment } = table.columns;
  const renamed = { ...equipment, dictionary: equipment.dictionary.map((id) => ids.get(id) ?? id) };
  return { ...table, columns: { ...table.columns, equipment: renamed } };
}

const log = logTables();
const gap = {
  source: 'plc',
  tag: 'speed',
  startAt: atOf('06:40'),
  endAt: atOf('06:55'),
  cause: 'silence',
  status: 'closed',
};
const gaps = toTable('gap', [gap]);
const untilAt = sawHour.toAt;
const plants = {
  demo: {
    plant: demoPlant,
    queries: createQueries({
      snapshot: snapshotOf([withDemoIds(log.production), withDemoIds(log.equipmentState)]),
      plant: demoPlant,
      untilAt: Date.UTC(2012, 3, 1),
    }),
  },
  saw: {
    plant: sawPlant,
    queries: createQueries({
      snapshot: snapshotOf([sawReadings, gaps]),
      plant: sawPlant,
      untilAt,
      readUnitFacts: async ({ window }) =>
        deriveFacts({ plant: sawPlant, readings: sawReadings, gaps, window, untilAt }),
    }),
  },
};

const page = readFileSync(new URL('../../docs/queries.md', import.meta.url), 'utf8');
const shown = [...page.matchAll(/```js (demo|saw)\n(.*?)\n```\n\n((?:\|[^\n]*\n)+)/gs)].map(([, on, code, table]) => {
  const [head, , ...rows] = (table as string)
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ) as [string[], string[], ...string[][]];
  return { on: on as keyof typeof plants, code: code as string, head, rows };
});

test.each(shown)('$code', async ({ on, code, head, rows }) => {
  const { plant, queries } = plants[on];
  const evaluate = new Function(
    'queries',
    'plant',
    'hour',
    'tools',
    `const { tableOfSeries, topRows } = tools; return (async () => ${code})()`,
  ) as (...given: unknown[]) => Promise<QueryTable>;
  const answer = await evaluate(queries, plant, sawHour, { tableOfSeries, topRows });
  const found = [...plainRowsOf(answer, plant.zone)].map((row) => head.map((name) => textOf(row[name])));
  expect(found).toEqual(rows);
});

test('each query of the page has an answer', () => {
  expect(shown.length).toBe([...page.matchAll(/^```js /gm)].length);
  for (const name of Object.keys(plants.saw.queries).filter((key) => key !== 'snapshot'))
    expect(page).toContain(`queries.${name}(`);
});

/** Numbers as the page shows them, with at most four decimals. */
function textOf(value: string | number | boolean | null | undefined): string {
  if (value === undefined) throw new Error('The answer has no such column.');
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000);
  return value === null ? '' : String(value);
}
