/** The worked example of docs/time-axis.md gives what the page says. */
import { readFileSync } from 'node:fs';
import { createGrid, deriveFacts, resampleMeasure, seriesOf } from 'gemba/analytics';
import { compilePlant, plantSchema, rowAt, type TagConfig, toTable, type UnitSignalsConfig } from 'gemba/model';
import { expect, test } from 'vitest';
import { plantInputWith } from '../analytics/signals/saw.ts';

const page = readFileSync(new URL('../../docs/time-axis.md', import.meta.url), 'utf8');
const { tags, signals } = JSON.parse((page.match(/```json plant\n(.*?)```/s) as RegExpMatchArray)[1] as string) as {
  tags: TagConfig[];
  signals: UnitSignalsConfig;
};
const plant = compilePlant(plantSchema.parse(plantInputWith(signals, tags)));

/** Rows of the table whose first column has this head. */
function rowsUnder(head: string): string[][] {
  const lines = page.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2;
  const to = lines.findIndex((line, i) => i >= from && !line.startsWith('|'));
  return lines.slice(from, to).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const atOf = (time: string): number => Date.parse(`2026-03-02T${time}Z`);
const timeOf = (at: unknown): string => new Date(at as number).toISOString().slice(11, 16);
const window = { fromAt: atOf('06:00'), toAt: atOf('07:00') };
const readings = toTable(
  'reading',
  rowsUnder('time').map(([time, tag, says]) => ({
    tag: tag as string,
    at: atOf(time as string),
    ...(tag === 'order' ? { text: says as string } : { value: Number(says) }),
    source: 'plc',
  })),
);
const facts = deriveFacts({ plant, readings, gaps: toTable('gap', []), window, untilAt: window.toAt });

test('the states are those of the page', () => {
  const { equipmentState } = facts;
  const states = Array.from({ length: equipmentState.length }, (_, i) => {
    const { state, reason = '', startAt, endAt } = rowAt(equipmentState, i);
    return [state, reason, timeOf(startAt), timeOf(endAt)];
  });
  expect(states).toEqual(rowsUnder('state'));
  expect(states.length).toBe(4);
});

test('the pieces are those of the page', () => {
  const { production } = facts;
  const pieces = Array.from({ length: production.length }, (_, i) => {
    const { startAt, workOrder, completedCount } = rowAt(production, i);
    return [timeOf(startAt), workOrder, String(completedCount)];
  });
  expect(pieces).toEqual(rowsUnder('at'));
});

test('the means by the quarter of an hour are those of the page', () => {
  const series = seriesOf(readings, 'speed');
  const rule = { untilAt: window.toAt, expectedIntervalMs: 600_000 };
  const edges = createGrid(window, 900_000);
  const [held, line] = (['hold', 'linear'] as const).map((form) => resampleMeasure(series, edges, form, rule));
  const rows = [0, 1, 2, 3].map((i) => [
    timeOf(edges[i]),
    ...[held, line].flatMap((columns) => [
      String(Math.round(columns?.mean[i] as number)),
      String((columns?.knownMs[i] as number) / 60_000),
    ]),
  ]);
  expect(rows).toEqual(rowsUnder('quarter'));
});
