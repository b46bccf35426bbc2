/** What a person reads of a disk. */
import { type DiskStatus, diskText, readOnlyText } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { levelOf } from '../../../src/runtime/disk/disk-status.ts';
import { bufferRoomMs, bytesText } from '../../../src/runtime/disk/disk-text.ts';

const disk = {
  at: 0,
  holds: ['history', 'buffer', 'archive', 'state'],
  freeBytes: 38.2e9,
  totalBytes: 1e11,
  reserveBytes: 5e8,
  level: 'ample',
  growth: { kind: 'known', bytesPerDay: 41e6, lowBytesPerDay: 40e6, highBytesPerDay: 42e6, dayCount: 30 },
  forecast: { kind: 'full', aboutDays: 919.5, earliestDays: 897.6, latestDays: 942.5 },
  others: [],
} as const satisfies DiskStatus;

test.each([
  [disk, '38.2 GB of 100.0 GB free; grows by about 41 MB a day; full in about 920 days (900 to 940)'],
  [{ ...disk, forecast: { kind: 'steady' } }, '38.2 GB of 100.0 GB free; grows by about 41 MB a day; not filling up'],
  [
    {
      ...disk,
      growth: { kind: 'unknown', reason: 'too-few-days', dayCount: 2 },
      forecast: { kind: 'unknown', reason: 'too-few-days', dayCount: 2 },
    },
    '38.2 GB of 100.0 GB free; no forecast yet: 2 of 3 whole days',
  ],
  [
    { ...disk, growth: { ...disk.growth, bytesPerDay: 0 }, forecast: { kind: 'steady' } },
    '38.2 GB of 100.0 GB free; does not grow; not filling up',
  ],
  [
    { ...disk, forecast: { kind: 'later', days: 3_650 } },
    '38.2 GB of 100.0 GB free; grows by about 41 MB a day; lasts for more than 10 years',
  ],
  [
    { ...disk, forecast: { kind: 'full', aboutDays: undefined, earliestDays: 1_234, latestDays: undefined } },
    '38.2 GB of 100.0 GB free; grows by about 41 MB a day; full in 1,200 days at the earliest, most likely not at all',
  ],
  [
    {
      ...disk,
      holds: ['history', 'buffer', 'state'],
      forecast: { kind: 'full', aboutDays: 1.9, earliestDays: 1.1, latestDays: 1.9 },
      others: [{ holds: ['archive'], freeBytes: 3e6, totalBytes: 2e9, reserveBytes: 1e8 }],
    },
    '38.2 GB of 100.0 GB free of history, buffer, state; grows by about 41 MB a day; full in about 1 day; 3 MB of 2.0 GB free of archive, 0.1 GB needed',
  ],
] as const satisfies readonly (readonly [DiskStatus, string])[])('%# a disk is said in one line', (status, text) => {
  expect(diskText(status)).toBe(text);
});

test('while it is read-only it is said what is free and needed, what waits and for how long there is room', () => {
  const short = { freeBytes: 3e8, reserveBytes: 536_870_912 };
  const waiting = { count: 12_345, roomMs: 3.4 * 3_600_000 };
  expect(readOnlyText(short, waiting)).toBe(
    'read-only: 0.3 GB free of 0.5 GB needed; 12,345 readings and facts wait in the buffer, room for about 3 h',
  );
  expect(readOnlyText(short)).toBe('read-only: 0.3 GB free of 0.5 GB needed');
});

test('the buffer has room for as long as its limit or the disk lasts at the pace since its oldest record', () => {
  const fill = { sizeBytes: 1e6, sizeBytesMax: 4e6, oldestAt: 0 };
  expect(bufferRoomMs(fill, 1e9, 600_000)).toBe(1_800_000);
  expect(bufferRoomMs(fill, 5e5, 600_000)).toBe(300_000);
  expect(bufferRoomMs(fill, 1e9, 59_999)).toBeUndefined();
  expect(bufferRoomMs({ ...fill, oldestAt: undefined }, 1e9, 600_000)).toBeUndefined();
});

test.each([
  [29.9, 'low'],
  [30, 'ample'],
  [7, 'low'],
  [6.9, 'urgent'],
] as const)('%d days left is %s', (aboutDays, level) => {
  const forecast = { kind: 'full', aboutDays, earliestDays: 1, latestDays: undefined } as const;
  expect(levelOf([disk], forecast)).toBe(level);
  const short = { ...disk, freeBytes: disk.reserveBytes - 1 };
  expect([levelOf([short, disk], forecast), levelOf([disk, short], forecast)]).toEqual(['full', 'urgent']);
});

test('bytes are said to the precision a person wants', () => {
  expect([812_000, 41e6, 5e8, 1.23e12].map(bytesText)).toEqual(['812 kB', '41 MB', '0.5 GB', '1.2 TB']);
});
