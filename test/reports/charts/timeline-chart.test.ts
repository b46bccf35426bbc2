import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TimelineData, type TimelineOptions, timelineChart } from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyLabel, anyState, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, readSvg, withClass } from './svg-reading.ts';

const hour = 3_600_000;
const states = {
  run: 'running',
  setup: 'setup',
  down: 'down',
  wait: 'waiting',
  silent: 'silent',
  plannedStop: 'planned stop',
  unplanned: 'nothing planned',
};
const options: TimelineOptions = {
  width: 680,
  idPrefix: 'day',
  labels: { resource: 'Resource', lost: 'Lost', unusual: 'unusual', states },
  formatDuration: (ms) => `${ms / 60_000} min`,
};

/** A day with ticks each hour, as the plant's clock shows them over `hours` elapsed hours from 07:00. */
function dayOf(hours: number, rows: TimelineData['rows'], skipped = 0): TimelineData {
  return {
    title: 'The day',
    description: 'Each machine in its states.',
    empty: 'No report touches this day.',
    fromAt: 0,
    toAt: hours * hour,
    hours: Array.from({ length: hours + 1 }, (_, index) => ({
      at: index * hour,
      label: `${String((7 + index + (index > 18 ? skipped : 0)) % 24).padStart(2, '0')}:00`,
    })),
    shifts: [
      { at: 0, label: 'Day' },
      { at: 12 * hour, label: 'Night' },
    ],
    rows,
  };
}

const fullRow = {
  name: 'Machine 9 - Turning & Milling',
  lost: '20 h 58 min',
  unusual: true,
  intervals: [
    { state: 'setup', fromAt: 0, toAt: 2 * hour },
    { state: 'down', fromAt: 2 * hour, toAt: 11 * hour },
    { state: 'run', fromAt: 11 * hour, toAt: 12 * hour },
    { state: 'silent', fromAt: 12 * hour, toAt: 20 * hour },
    { state: 'plannedStop', fromAt: 20 * hour, toAt: 22 * hour },
    { state: 'unplanned', fromAt: 22 * hour, toAt: 24 * hour },
  ],
} as const;

const barsOf = (svg: string, state: string): { left: number; width: number }[] =>
  withClass(readSvg(svg), state)
    .filter((element) => element.name === 'rect' && Number(element.attributes['width']) !== 18)
    .map((element) => ({ left: numberOf(element, 'x'), width: numberOf(element, 'width') }));

describe('timelineChart', () => {
  test('bars lie end to end and their lengths are in the ratio of their times', () => {
    const { svg } = timelineChart(dayOf(24, [fullRow]), options);
    const [setup, down, run, silent, stop] = ['setup', 'down', 'run', 'silent', 'plannedStop'].map(
      (state) => barsOf(svg, state)[0],
    );
    const perHour = (setup?.width ?? 0) / 2;
    expect(down?.width).toBeCloseTo(9 * perHour, 1);
    expect(run?.width).toBeCloseTo(perHour, 1);
    expect(silent?.width).toBeCloseTo(8 * perHour, 1);
    expect(stop?.width).toBeCloseTo(2 * perHour, 1);
    expect((setup?.left ?? 0) + (setup?.width ?? 0)).toBeCloseTo(down?.left ?? 0, 1);
    expect((down?.left ?? 0) + (down?.width ?? 0)).toBeCloseTo(run?.left ?? 0, 1);
  });

  test('silent time is hatched light grey and down time carries dark strokes', () => {
    const elements = readSvg(timelineChart(dayOf(24, [fullRow]), options).svg);
    for (const [state, ground] of [
      ['silent', palette.hatchGround],
      ['down', palette.down],
    ] as const) {
      const bars = withClass(elements, state).filter((element) => element.name === 'rect');
      const hatches = withClass(elements, state).filter((element) => element.name === 'path');
      // One in the row and one in the legend, each hatched.
      expect(bars.map((bar) => bar.attributes['fill'])).toEqual([ground, ground]);
      expect(hatches).toHaveLength(2);
    }
    expect(withClass(elements, 'hatch')).toHaveLength(4);
  });

  test.each([
    [23, 1],
    [24, 0],
    [25, -1],
  ])('a day of %i hours is drawn by elapsed time with the labels of the plant’s clock', (hours, skipped) => {
    const data = dayOf(hours, [{ ...fullRow, intervals: [{ state: 'run', fromAt: 0, toAt: hours * hour }] }], skipped);
    const elements = readSvg(timelineChart(data, options).svg);
    const ticks = labelBoxes(elements).filter((box) => /^\d\d:00$/.test(box.label));
    const middles = ticks.slice(1, -1).map((box) => (box.left + box.right) / 2);
    const distances = middles.slice(1).map((middle, index) => middle - (middles[index] ?? 0));
    for (const distance of distances) expect(distance).toBeCloseTo(distances[0] ?? 0, 1);
    expect(misplacedLabels(elements)).toEqual([]);
  });

  test('a stop of a minute is still wide enough to be seen', () => {
    const row = { ...fullRow, intervals: [{ state: 'down', fromAt: hour, toAt: hour + 60_000 } as const] };
    expect(barsOf(timelineChart(dayOf(24, [row]), options).svg, 'down')[0]?.width).toBe(1.25);
  });

  test('intervals are clipped to the window, and those outside are not drawn', () => {
    const row = {
      ...fullRow,
      intervals: [
        { state: 'run', fromAt: -5 * hour, toAt: 30 * hour },
        { state: 'setup', fromAt: 25 * hour, toAt: 26 * hour },
      ] as const,
    };
    const chart = timelineChart(dayOf(24, [row]), options);
    const unclipped = timelineChart(
      dayOf(24, [{ ...row, intervals: [{ state: 'run', fromAt: 0, toAt: 24 * hour }] }]),
      options,
    );
    expect(barsOf(chart.svg, 'run')).toEqual(barsOf(unclipped.svg, 'run'));
    expect(barsOf(chart.svg, 'setup')).toEqual([]);
    expect(chart.table.rows[0]).toEqual([row.name, '1440 min', '0 min', row.lost]);
  });

  test('30 rows fit into 95 mm and their labels stay apart', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ ...fullRow, name: `Machine ${index} - Grinding` }));
    const chart = timelineChart(dayOf(24, rows), options);
    expect(chart.height).toBeLessThanOrEqual(359);
    expect(misplacedLabels(readSvg(chart.svg))).toEqual([]);
  });

  test('compact is lower and has no legend', () => {
    const rows = Array.from({ length: 12 }, () => fullRow);
    const [usual, compact] = [options, { ...options, compact: true }].map((each) =>
      timelineChart(dayOf(24, rows), each),
    );
    expect(compact?.height).toBeLessThan(usual?.height ?? 0);
    expect(compact?.svg).not.toContain('>running<');
  });

  test('unusual rows are marked by shape and weight, not by colour alone', () => {
    const svg = timelineChart(dayOf(24, [fullRow, { ...fullRow, name: 'Oven', unusual: false }]), options).svg;
    const names = readSvg(svg).filter((element) => element.name === 'text');
    expect(names.find((element) => element.content === fullRow.name)?.attributes['font-weight']).toBe('600');
    expect(names.find((element) => element.content === 'Oven')?.attributes['font-weight']).toBe('400');
    // One diamond in the row, one in the legend.
    const signs = readSvg(svg).filter(
      (element) => element.name === 'path' && element.attributes['class'] === undefined,
    );
    expect(signs).toHaveLength(2);
  });

  test('a row with a place to go to has its name as a link, and the chart is then a group that can be entered', () => {
    const linked = readSvg(timelineChart(dayOf(24, [{ ...fullRow, href: '#machine-9' }]), options).svg);
    expect(linked.find((element) => element.name === 'a')?.attributes['href']).toBe('#machine-9');
    expect(linked[0]?.attributes['role']).toBe('group');
    expect(readSvg(timelineChart(dayOf(24, [fullRow]), options).svg)[0]?.attributes['role']).toBe('img');
  });

  test('a link that leads out of the page is refused', () => {
    const row = { ...fullRow, href: 'https://example.com' };
    expect(() => timelineChart(dayOf(24, [row]), options)).toThrow(/leads out of its page/);
  });

  test('36 rows stay within the height given, and one unit may take more than a row of many', () => {
    const many = timelineChart(
      dayOf(
        24,
        Array.from({ length: 36 }, () => fullRow),
      ),
      { ...options, heightMax: 480 },
    );
    expect(many.height).toBeLessThanOrEqual(480);
    expect(misplacedLabels(readSvg(many.svg))).toEqual([]);
    const one = (rowPitchMax: number): number =>
      timelineChart(dayOf(24, [fullRow]), { ...options, rowPitchMax }).height;
    expect(one(24) - one(15)).toBe(9);
  });

  test('without rows it is the sentence given', () => {
    const chart = timelineChart(dayOf(24, []), options);
    expect(
      readSvg(chart.svg)
        .filter((element) => element.name === 'text')
        .map((element) => element.content),
    ).toEqual(['No report touches this day.']);
    expect(chart.table.rows).toEqual([]);
  });

  test('for any data no label touches another or runs out, and the XML is well-formed', () => {
    const anyRow = fc.record({
      name: anyLabel,
      lost: anyLabel,
      unusual: fc.boolean(),
      intervals: fc.array(
        fc.record({
          state: anyState,
          fromAt: fc.integer({ min: -hour, max: 30 * hour }),
          toAt: fc.integer({ min: -hour, max: 30 * hour }),
        }),
        { maxLength: 12 },
      ),
    });
    const anyMarks = fc.array(fc.record({ at: fc.integer({ min: -hour, max: 26 * hour }), label: anyLabel }), {
      maxLength: 26,
    });
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 40 }),
        anyMarks,
        fc.uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 24 * hour }), label: anyLabel }), {
          maxLength: 4,
          selector: (mark) => mark.at,
        }),
        anyWidth,
        fc.boolean(),
        (rows, hours, shifts, width, compact) => {
          const { svg } = timelineChart({ ...dayOf(24, rows), hours, shifts }, { ...options, width, compact });
          expect(misplacedLabels(readSvg(svg))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
