import { describe, expect, it } from 'vitest';
import { createTimeReader, isTimeFormat } from '../../src/ingest/time-format.ts';

function read(format: string, text: string): [number, string] {
  const reader = createTimeReader(format);
  return [reader.read(text), reader.reading];
}

const noon = Date.UTC(2012, 1, 29, 12, 5);

describe('time formats', () => {
  it.each([
    ['iso', '2012-02-29T12:05', noon, 'local'],
    ['iso', '2012-02-29 12:05:07.5', noon + 7_500, 'local'],
    ['iso', '2012-02-29T12:05Z', noon, 'instant'],
    ['iso', '2012-02-29T14:05:00+02:00', noon, 'instant'],
    ['iso', '2012-02-30T12:05', Number.NaN, 'nonexistent-date'],
    ['iso', 'yesterday', Number.NaN, 'not-a-time'],
    ['epoch-ms', String(noon), noon, 'instant'],
    ['epoch-s', `${noon / 1_000}.25`, noon + 250, 'instant'],
    ['epoch-s', '99999999999999', Number.NaN, 'not-a-time'],
    ['epoch-ms', '12:05', Number.NaN, 'not-a-time'],
    ['dd.MM.yyyy HH:mm', '29.02.2012 12:05', noon, 'local'],
    ['M/d/yyyy H:mm:ss', '2/29/2012 12:05:07', noon + 7_000, 'local'],
    ['yyyyMMddTHHmmssSSS', '20120229T120507250', noon + 7_250, 'local'],
    ['dd.MM.yyyy HH:mm', '30.02.2012 12:05', Number.NaN, 'nonexistent-date'],
    ['dd.MM.yyyy HH:mm', '29.2.2012 12:05', Number.NaN, 'not-a-time'],
  ])('%s reads %s', (format, text, at, reading) => {
    expect(read(format, text)).toEqual([at, reading]);
  });

  it.each([
    ['iso', true],
    ['dd.MM.yyyy HH:mm', true],
    ['yyyy-MM-dd', false],
    ['dd.MM.yyyy dd HH', false],
    ['dd.MM.yyyy hh:mm', false],
  ])('%s is a format: %s', (format, expected) => {
    expect(isTimeFormat(format)).toBe(expected);
  });
});
