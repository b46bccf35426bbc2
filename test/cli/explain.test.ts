/** `gemba explain`: the facts behind a figure, to file and row. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { PlantKpiExplanation } from '../../src/runtime/index.ts';
import { temporaryFolder } from '../history/store.ts';
import { demoLog, gemba, type Ran, root } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

let folder: string;
let logLines: readonly string[];

beforeAll(async () => {
  const temporary = await temporaryFolder();
  folder = temporary.dir;
  await writeLoadedDemoPlant(folder);
  logLines = (await readFile(demoLog, 'utf8')).split('\n');
  return () => temporary[Symbol.asyncDispose]();
});

const explain = (...args: readonly string[]): Promise<Ran> => gemba(['explain', ...args], { folder });
const ofMachine8 = ['oee', '--machine', 'Machine 8 - Turning & Milling', '--for', '2012-02-29'] as const;

async function dataOf(...args: readonly string[]): Promise<PlantKpiExplanation> {
  const { code, stdout, stderr } = await explain(...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as PlantKpiExplanation;
}

test('the formula is shown with its numbers, step by step, and each bound with what would make it so', async () => {
  const { code, stdout } = await explain(...ofMachine8);
  expect(code).toBe(0);
  // 346 min run of 1,440 planned, 720 of them silent; 29 pieces, all good: worked by plain loops apart from gemba.
  expect(stdout).toContain('= (346.0 min / 1,440.0 min) × ');
  expect(stdout).toMatch(/\n {2}= 24\.0 % × [\d.]+ % × 100\.0 %\n/);
  expect(stdout).toContain('if silence took 720.0 min off PBT');
  expect(stdout).toContain('\n720.0 min of planned time of which nothing was told\n');
});

test('the facts of a figure are the very rows of the file that it was loaded from', async () => {
  const { facts, units } = await dataOf(...ofMachine8);
  const [unit] = units;
  const running = unit?.elements.find(({ element }) => element === 'APT')?.parts ?? [];
  expect(running.reduce((sum, { value }) => sum + value, 0)).toBe(346 * 60_000);
  expect(facts.length).toBeGreaterThan(running.length);
  for (const { origin, workOrder, pieces, state } of facts) {
    expect(origin).toMatchObject({ source: 'mes', file: 'production_log.csv' });
    // Line 1 is the header.
    const [order, , resource, , , , , , , type, completed] = (logLines[(origin.line ?? 0) - 1] ?? '').split(',');
    expect([order, resource]).toEqual([workOrder, 'Machine 8 - Turning & Milling']);
    expect(type).toBe(state === 'running' ? 'D' : 'S');
    expect(Number(completed)).toBe(pieces?.completed);
  }
});

test('time that a stop takes from a report is said with the row that has it', async () => {
  const { stdout } = await explain('oee', '--machine', 'machine-9', '--for', '2012-02-21');
  expect(stdout).toContain('50.0 min of it told otherwise by production_log.csv:3879');
});

test('of a group each unit is shown with its own figure, and the group with the sums', async () => {
  const { stdout } = await explain('availability', '--equipment', 'turning-milling', '--for', '2012-02-29');
  const units = stdout.split('\n').filter((line) => line.startsWith('  Machine ') || line.startsWith('  Manual '));
  expect(units).toHaveLength(12);
  expect(units[0]).toMatch(/^ {2}Machine 4 - Turning & Milling +82\.1 +82\.1 to 100\.0 +1,182\.0 +1,440\.0/);
  const runs = units.map((line) => Number(line.trim().split(/ +/).at(-4)?.replace(',', '')));
  const sum = runs.reduce((total, run) => total + run, 0);
  const [, shown] = /APT +Actual production time +([\d,.]+) min/.exec(stdout) ?? [];
  expect(Number(shown?.replace(',', ''))).toBe(sum);
});

test('a long list is cut, its rest counted and summed; --all shows it whole', async () => {
  const asked = ['availability', '--machine', 'machine 4', '--from', '2012-02-01', '--to', '2012-02-29'] as const;
  const { stdout } = await explain(...asked);
  const { stdout: whole } = await explain(...asked, '--all');
  const linesOf = (text: string): number =>
    text.split('\n').filter((line) => line.includes('production_log.csv:')).length;
  expect(linesOf(stdout)).toBe(20);
  expect(stdout).toMatch(new RegExp(`${linesOf(whole) - 20} more facts: --all lists them`));
  const together = /together.*/;
  expect(together.exec(stdout)?.[0].replaceAll(/ +/g, ' ')).toBe(together.exec(whole)?.[0].replaceAll(/ +/g, ' '));
});

test('what the plant or the table of KPIs does not have is refused, with what is near it', async () => {
  const { code, stderr } = await explain('oea', '--for', '2012-02-29');
  expect([code, stderr]).toEqual([2, expect.stringContaining("'oea' is not a KPI. Near it: 'oee'")]);
  const machine = await explain('oee', '--machine', 'Machine 88');
  expect(machine.stderr).toContain("'Machine 88' is not equipment of this plant.");
  expect((await explain('oee', '--machine', 'machine-8', '--equipment', 'grinding')).code).toBe(2);
});

test('finished pieces are of the plant, and of the reports at its final operations', async () => {
  const { result, units, facts } = await dataOf('finished', '--for', '2012-02-29');
  const parts = units.flatMap(({ elements }) => elements.flatMap((one) => one.parts));
  const sum = parts.reduce((total, { value }) => total + value, 0);
  expect(result).toMatchObject({ kind: 'known', value: sum, low: sum });
  expect(facts.length).toBeGreaterThan(0);
  expect(new Set(facts.map(({ operation }) => operation))).toEqual(new Set(['Packing']));
});

test('an unknown figure says which element is missing, and what would tell it', async () => {
  const { code, stdout } = await explain('workerEfficiency', '--machine', 'machine-8', '--for', '2012-02-29');
  expect(code).toBe(0);
  expect(stdout).toContain('\nunknown\n  APWT (Actual personnel work time) is not told');
});

test('the guide shows what its commands print', async () => {
  const page = await readFile(join(root, 'docs/ask-for-kpis.md'), 'utf8');
  const blocks = [...page.matchAll(/```\ngemba ([^\n]+)\n```\n```\n([^`]+)\n```/g)];
  expect(blocks).toHaveLength(2);
  for (const [, command, printed] of blocks) {
    const argv = [...(command ?? '').matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    expect((await gemba(argv, { folder })).stdout.trimEnd()).toBe(printed);
  }
});
