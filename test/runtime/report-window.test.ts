import { compilePlant, type GembaError } from 'gemba/model';
import { expect, test } from 'vitest';
import demo from '../../demo/gemba.config.ts';
import { parsePlantFile } from '../../src/runtime/plant-file/parse.ts';
import { resolveWindow, type WindowRequest, windowOf } from '../../src/runtime/report-window.ts';

const plant = compilePlant(parsePlantFile(demo, 'demo'));
const nowMs = Date.parse('2012-03-01T06:05:00+02:00');
const shown = (request: WindowRequest) => {
  const { window, label, date } = resolveWindow(plant, request, nowMs);
  return [plant.zone.format(window.fromAt), plant.zone.format(window.toAt), label, date];
};
const refused = (request: WindowRequest): string | undefined => {
  try {
    resolveWindow(plant, request, nowMs);
    return undefined;
  } catch (error) {
    return (error as GembaError).code;
  }
};

test('without a request the window is the last production day that has ended, seen from now', () => {
  // 06:05 still belongs to the production day that began at 07:00 the day before.
  expect(shown({})).toEqual(['2012-02-28T07:00:00+02:00', '2012-02-29T07:00:00+02:00', '2012-02-28', '2012-02-28']);
});

test('a production day over the change of clocks has 23 hours', () => {
  const { window, day } = resolveWindow(plant, { day: '2012-03-29' }, nowMs);
  expect((window.toAt - window.fromAt) / 3_600_000).toBe(23);
  expect(day?.date).toBe('2012-03-29');
});

test('a night shift belongs to the date it began', () => {
  expect(shown({ shift: '2012-02-29/night' })).toEqual([
    '2012-02-29T19:00:00+02:00',
    '2012-03-01T07:00:00+02:00',
    '2012-02-29-night',
    '2012-02-29',
  ]);
});

test('bare dates of a span are starts of production days; a span of one day is that day', () => {
  expect(shown({ from: '2012-01-01', to: '2012-03-31' })).toEqual([
    '2012-01-01T07:00:00+02:00',
    '2012-03-31T07:00:00+03:00',
    '2012-01-01-to-2012-03-31',
    '2012-01-01',
  ]);
  expect(resolveWindow(plant, { from: '2012-02-29', to: '2012-03-01' }, nowMs).day?.date).toBe('2012-02-29');
});

test('a span may have local times', () => {
  expect(shown({ from: '2012-02-29T10:30', to: '2012-02-29T12:00' }).slice(0, 3)).toEqual([
    '2012-02-29T10:30:00+02:00',
    '2012-02-29T12:00:00+02:00',
    '2012-02-29T1030-to-2012-02-29T1200',
  ]);
});

test('a span may have instants with their offset, told as local times', () => {
  expect(shown({ from: '2012-02-29T08:30:00Z', to: '2012-02-29T13:00+03:00' }).slice(0, 3)).toEqual([
    '2012-02-29T10:30:00+02:00',
    '2012-02-29T12:00:00+02:00',
    '2012-02-29T1030-to-2012-02-29T1200',
  ]);
});

test('requests that contradict themselves or name what does not exist are refused by their code', () => {
  expect(refused({ day: '2012-02-29', shift: '2012-02-29/day' })).toBe('usage');
  expect(refused({ from: '2012-02-29' })).toBe('usage');
  expect(refused({ from: '2012-03-01', to: '2012-02-29' })).toBe('usage');
  expect(refused({ shift: '2012-02-29' })).toBe('usage');
  expect(refused({ shift: '2012-02-29/early' })).toBe('unknown-name');
  expect(refused({ shift: '2012-02-30/day' })).toBe('date-invalid');
  expect(refused({ day: '2012-02-30' })).toBe('date-invalid');
  expect(refused({ from: '2012-02-30T10:00', to: '2012-03-01' })).toBe('date-invalid');
  expect(refused({ from: '2012-02-29T25:00', to: '2012-03-01' })).toBe('date-invalid');
});

test.each<WindowRequest>([
  { day: '2012-02-29' },
  { day: '2012-03-29' },
  { shift: '2012-02-29/night' },
  { shift: '2012-03-29/day' },
  { from: '2012-01-01', to: '2012-03-31' },
  { from: '2012-02-29T07:00', to: '2012-02-29T19:00' },
])('the window of a report that was made for %j is found again', (request) => {
  const made = resolveWindow(plant, request, nowMs);
  expect(windowOf(plant, made)).toEqual(made);
});
