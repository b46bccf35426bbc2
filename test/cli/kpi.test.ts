/** `gemba kpi`: KPIs with their bounds, of windows and groups. */
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { computeFigures, createActivity } from '../../src/analytics/index.ts';
import type { PlantKpis } from '../../src/runtime/index.ts';
import { temporaryFolder } from '../history/store.ts';
import { gemba, type Ran } from '../support/demo-plant.ts';
import { jobShop, logTables } from '../support/job-shop.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

let folder: string;

beforeAll(async () => {
  const temporary = await temporaryFolder();
  folder = temporary.dir;
  await writeLoadedDemoPlant(folder);
  return () => temporary[Symbol.asyncDispose]();
});

const kpi = (...args: readonly string[]): Promise<Ran> => gemba(['kpi', ...args], { folder });
const oneDay = ['--for', '2012-02-29'] as const;

/** The figures of reports, which are computed another way. */
function reported() {
  const { production, equipmentState } = logTables();
  const activity = createActivity(jobShop, production, equipmentState);
  const [day] = computeFigures(activity, [jobShop.productionDay('2012-02-29')]);
  if (day === undefined) throw new Error('There are no figures of the day.');
  return day;
}

test('of one row each KPI is a line, with its bounds where they differ, and its formula', async () => {
  const { code, stdout } = await kpi(...oneDay, '--machine', 'machine-8', '--kpi', 'oee,availability,completed');
  expect(code).toBe(0);
  const [head, , oee, availability, completed] = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(head).toEqual(['2012-02-29']);
  expect(oee?.[0]).toBe('oeeIndex');
  // Worked by plain loops apart from gemba: run 346 of 1,440 planned, of which 720 are silent; 29 pieces.
  expect(availability).toEqual(['availability', '24.0 %', '24.0 to 48.1', 'Availability', 'APT / PBT']);
  expect(completed).toEqual(['completed', '29', 'Completed pieces', 'GQ']);
});

test('of several rows they stand side by side, what is unknown with its reason below', async () => {
  const { stdout } = await kpi(...oneDay, '--group', 'unit', '--kpi', 'availability,mttr');
  expect(stdout).toMatch(/^window +workUnit +availability % +mttr min$/m);
  expect(stdout).toMatch(/^2012-02-29 {2}Quality Check 1 +45\.8 {2}45\.8 to 100\.0 +unknown$/m);
  expect(stdout).toMatch(/^2012-02-29 {2}Oven +unknown +unknown$/m);
  // The calendar plans nothing for the 11 units that are on demand.
  expect(stdout).toMatch(/^ {2}availability: PBT is 0, in 11 of 27 rows$/m);
});

test('the plant and its units have the figures that the report of the day shows', async () => {
  const { plant, units } = reported();
  const { stdout } = await kpi(...oneDay, '--group', 'unit', '--csv', '--kpi', 'oee');
  const rows = parse(stdout, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(units.length);
  const shown = rows.filter(({ value }) => value !== '').map(({ value, low, high }) => [value, low, high].map(Number));
  const known = units.flatMap(({ ratios: { oee } }) => (oee.kind === 'known' ? [[oee.value, oee.low, oee.high]] : []));
  const sorted = (all: readonly (readonly number[])[]) => [...all].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  for (const [i, figures] of sorted(known).entries())
    for (const [k, figure] of figures.entries()) expect(sorted(shown)[i]?.[k]).toBeCloseTo(figure, 12);
  const [row] = (JSON.parse((await kpi(...oneDay, '--kpi', 'oee,finished', '--json')).stdout) as PlantKpis).rows;
  const { oee } = plant.ratios;
  if (oee.kind === 'unknown') throw new Error('The OEE of the day is known.');
  const figure = row?.figures['oeeIndex'];
  expect(figure?.kind === 'known' ? figure.value : undefined).toBeCloseTo(oee.value, 12);
  expect(row?.figures['finished']).toEqual({ kind: 'known', ...plant.finished });
});

test('pieces of shifts and weeks add up to the window that was cut into them', async () => {
  const completedOf = async (...args: readonly string[]): Promise<number> => {
    const { stdout, stderr } = await kpi(...args, '--kpi', 'completed', '--csv');
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows.length, stderr).toBeGreaterThan(1);
    return rows.reduce((sum, { value }) => sum + Number(value), 0);
  };
  const { pieces } = reported().plant;
  expect(await completedOf(...oneDay, '--by', 'shift', '--group', 'area')).toBe(pieces.completed);
  // The whole log: 91,507 completed pieces, by plain loops.
  expect(await completedOf('--from', '2012-01-01', '--to', '2012-03-31', '--by', 'week')).toBe(91_507);
});

test('the list has every KPI that can be asked for; another is refused', async () => {
  const { stdout } = await kpi('--list');
  expect(stdout).toMatch(/^availability +Availability +APT \/ PBT +ratio +higher +workUnit/m);
  expect((await kpi('--kpi', 'nothing')).stderr).toContain("'nothing' is not a KPI.");
  expect((await kpi('--csv', '--json')).code).toBe(2);
  expect((await kpi('--by', 'fortnight')).code).toBe(2);
});
