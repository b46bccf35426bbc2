import { analyseDay } from 'gemba/analytics';
import { type FactRow, gapCauses, gapOpenEndAt, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { de } from '../../src/reports/words/de.ts';
import { en } from '../../src/reports/words/en.ts';
import { makePlant, tablesOf } from './made-up-plant.ts';

const hourMs = 3_600_000;
const plant = makePlant();
const day = plant.productionDay('2026-02-10');
const at = (hours: number): number => day.fromAt + hours * hourMs;

function gapsOf(...rows: readonly FactRow<'gap'>[]) {
  const gaps = toTable(
    'gap',
    rows.map((row) => ({ source: 'mqtt', cause: 'silence', status: 'closed', ...row })),
  );
  return analyseDay({ plant, ...tablesOf({}), gaps, window: day, day }).completeness.gaps;
}

describe('the gaps of a day', () => {
  test('are those that touch it', () => {
    const tags = gapsOf(
      { tag: 'before', startAt: at(-2), endAt: at(0) },
      { tag: 'into', startAt: at(-2), endAt: at(1) },
      { tag: 'over', startAt: at(-2), endAt: at(30) },
      { tag: 'lasting since long', startAt: at(-900), endAt: gapOpenEndAt },
      { tag: 'after', startAt: at(24), endAt: gapOpenEndAt },
      { tag: 'out of', startAt: at(23), endAt: at(25) },
    ).map(({ tag }) => tag);
    expect(tags.sort()).toEqual(['into', 'lasting since long', 'out of', 'over']);
  });

  test('say from when to when, why, how much is lost and whether it was made up for', () => {
    expect(
      gapsOf({ tag: 't', startAt: at(1), endAt: at(2), cause: 'buffer-full', status: 'recovered', lostCount: 7 }),
    ).toEqual([
      { source: 'mqtt', tag: 't', fromAt: at(1), toAt: at(2), cause: 'buffer-full', lostCount: 7, isRecovered: true },
    ]);
  });

  test('that are closed after the day say of it what they said while they lasted', () => {
    const open = gapsOf({ startAt: at(20), endAt: gapOpenEndAt, status: 'open' });
    expect(open).toMatchObject([{ tag: undefined, fromAt: at(20), toAt: undefined, isRecovered: false }]);
    expect(gapsOf({ startAt: at(20), endAt: at(30), status: 'closed' })).toEqual(open);
    expect(gapsOf({ startAt: at(20), endAt: at(24), status: 'closed' })).toMatchObject([{ toAt: at(24) }]);
  });

  test('come with those of a whole source first, then the longest within the day', () => {
    const rows: FactRow<'gap'>[] = [
      { tag: 'short', startAt: at(1), endAt: at(2) },
      { tag: 'long before, short within', startAt: at(-100), endAt: at(0.5) },
      { tag: 'long', startAt: at(1), endAt: at(9) },
      { source: 'opcua', startAt: at(3), endAt: at(3.1) },
      { tag: 'b', startAt: at(5), endAt: at(6) },
      { tag: 'a', startAt: at(5), endAt: at(6) },
    ];
    const expected = [undefined, 'long', 'short', 'a', 'b', 'long before, short within'];
    expect(gapsOf(...rows).map(({ tag }) => tag)).toEqual(expected);
    expect(gapsOf(...rows.toReversed()).map(({ tag }) => tag)).toEqual(expected);
  });

  test('are none where nobody looks for any', () => {
    expect(analyseDay({ plant, ...tablesOf({}), window: day, day }).completeness.gaps).toEqual([]);
  });
});

test('every cause of a gap has words in every language', () => {
  for (const words of [en, de]) expect(Object.keys(words.gapCauses).sort()).toEqual([...gapCauses].sort());
});
