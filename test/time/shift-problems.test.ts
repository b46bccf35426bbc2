import { createShiftCalendar, createZone, listShiftCalendarProblems, type ShiftCalendarConfig } from 'gemba/time';
import { describe, expect, test } from 'vitest';

const good: ShiftCalendarConfig = {
  shifts: [
    { name: 'day', start: '07:00', end: '19:00', breaks: [{ start: '12:00', end: '12:30' }] },
    { name: 'night', start: '19:00', end: '07:00' },
  ],
  rotation: { anchor: '2012-01-01', days: [[{ shift: 'day' }, { shift: 'night' }], []] },
  exceptions: [{ from: '2012-02-01', name: 'Holiday', replace: [] }],
};
const problemsOf = (change: Partial<ShiftCalendarConfig>) =>
  listShiftCalendarProblems({ ...good, ...change }).map(({ path, message }) => `${path}: ${message}`);

describe('the problems of a shift calendar', () => {
  test('are none where it is right', () => {
    expect(listShiftCalendarProblems(good)).toEqual([]);
  });

  test('are told all at once, each with its path', () => {
    const problems = listShiftCalendarProblems({
      shifts: [
        { name: 'day', start: '7:00', end: '19:00' },
        { name: 'day', start: '24:00', end: '25:00', breaks: [{ start: 'noon', end: '12:30' }] },
      ],
      rotation: { anchor: '2012-02-30', days: [[{ shift: 'dya' }]] },
      exceptions: [
        { from: '2012-13-01', name: 'Nothing' },
        { from: '2012-05-02', to: '2012-05-01', name: 'Backwards', cancel: ['nihgt'], replace: [{ shift: 'x' }] },
        {
          from: '2012-05-02',
          to: 'never',
          name: 'Open',
          add: [{ shift: 'y' }, { shift: 'z', start: '24:00', end: '24:01' }],
        },
      ],
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'shifts.0.start',
      'shifts.1.name',
      'shifts.1.start',
      'shifts.1.breaks.0.start',
      'rotation.anchor',
      'rotation.days.0.0.shift',
      'exceptions.0.from',
      'exceptions.0',
      'exceptions.1.to',
      'exceptions.1.replace.0.shift',
      'exceptions.1.cancel.0',
      'exceptions.2.to',
      'exceptions.2.add.0.shift',
      'exceptions.2.add.1.start',
      'exceptions.2.add.1.end',
    ]);
    expect(problems.find(({ path }) => path === 'rotation.days.0.0.shift')?.message).toBe(
      "'dya' is not a shift. Use one of: day.",
    );
  });

  test('name a break outside its shift', () => {
    const shifts = [{ name: 'day', start: '07:00', end: '19:00', breaks: [{ start: '18:45', end: '19:15' }] }];
    expect(problemsOf({ shifts, rotation: { anchor: '2012-01-01', days: [[{ shift: 'day' }]] } })).toEqual([
      "shifts.0.breaks.0: the break 18:45 to 19:15 is not within the shift 'day' (07:00 to 19:00). Move it inside.",
    ]);
  });

  test('take a break after midnight as one of the night', () => {
    const shifts = [
      {
        name: 'night',
        start: '19:00',
        end: '07:00',
        breaks: [
          { start: '01:00', end: '01:30' },
          { start: '06:45', end: '07:15' },
        ],
      },
    ];
    expect(
      problemsOf({ shifts, rotation: { anchor: '2012-01-01', days: [[{ shift: 'night' }]] } }).map(
        (text) => text.split(':')[0],
      ),
    ).toEqual(['shifts.0.breaks.1']);
  });

  test('name a rotation of no days', () => {
    expect(problemsOf({ rotation: { anchor: '2012-01-01', days: [] } })).toEqual([
      'rotation.days: a rotation has 1 to 3660 days, got 0. Give one list of shifts a day.',
    ]);
  });

  test('say that no shift is declared', () => {
    expect(
      problemsOf({ shifts: [], exceptions: [], rotation: { anchor: '2012-01-01', days: [[{ shift: 'day' }]] } }),
    ).toEqual(["rotation.days.0.0.shift: 'day' is not a shift. Declare it in shifts."]);
  });

  test('name the day on which a team works two shifts at once', () => {
    const shifts = [...good.shifts, { name: 'late', start: '15:00', end: '23:00' }];
    const both = (a?: string, b?: string) => [
      { shift: 'day', ...(a === undefined ? {} : { team: a }) },
      { shift: 'late', ...(b === undefined ? {} : { team: b }) },
    ];
    expect(problemsOf({ shifts, rotation: { anchor: '2012-01-01', days: [[], both('A', 'A')] } })).toEqual([
      "rotation.days.1: team 'A' works 'day' and 'late' at the same time. Change a shift's times, or give the shifts different teams.",
    ]);
    expect(problemsOf({ shifts, rotation: { anchor: '2012-01-01', days: [both()] } })[0]).toContain(
      "the plant works 'day' and 'late'",
    );
    expect(problemsOf({ shifts, rotation: { anchor: '2012-01-01', days: [both('A', 'B')] } })).toEqual([]);
  });

  test('find a night that reaches into the next day’s shift, over the end of the cycle too', () => {
    const shifts = [...good.shifts, { name: 'early', start: '06:00', end: '10:00' }];
    const days = [[{ shift: 'early' }], [], [{ shift: 'night' }]];
    expect(problemsOf({ shifts, rotation: { anchor: '2012-01-01', days } })[0]).toContain(
      "rotation.days.0: the plant works 'night' and 'early' at the same time",
    );
  });

  test('find an exception that puts a shift over another, and name its first date', () => {
    const exceptions = [
      { from: '2012-02-01', to: '2012-02-06', name: 'Rush', add: [{ shift: 'extra', start: '18:00', end: '20:00' }] },
    ];
    expect(problemsOf({ exceptions })[0]).toMatch(
      /^exceptions\.0: on 2012-02-02 the plant works '(day|night)' and 'extra'/,
    );
    expect(problemsOf({ exceptions })).toHaveLength(1);
  });

  test('are thrown, all of them, by a calendar made of them', () => {
    const bad = { ...good, rotation: { anchor: 'x', days: [[{ shift: 'y' }]] } };
    expect(() => createShiftCalendar(bad, createZone('UTC'))).toThrow(RangeError);
    expect(() => createShiftCalendar(bad, createZone('UTC'))).toThrow(
      /rotation\.anchor: 'x'[\s\S]*rotation\.days\.0\.0\.shift: 'y'/,
    );
  });
});
