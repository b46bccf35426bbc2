import { listPlantProblems, type PlantInput, plantSchema } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { demoPlant, smallPlant } from './plants.ts';

const problemsOf = (change: Partial<PlantInput>) =>
  listPlantProblems(plantSchema.parse({ ...smallPlant, plannedStops: [], tags: [], ...change })).map(
    ({ path, message }) => `${path}: ${message}`,
  );
const unit = { name: 'Press' };

describe('the problems of a plant', () => {
  test('are none where it is right', () => {
    expect(listPlantProblems(plantSchema.parse(smallPlant))).toEqual([]);
    expect(listPlantProblems(plantSchema.parse(demoPlant))).toEqual([]);
  });

  test('are told all at once, each with its path', () => {
    const paths = listPlantProblems(
      plantSchema.parse({
        ...smallPlant,
        zone: 'Asia/Jeruslaem',
        dayStart: '24:00',
        language: 'e_n',
        equipment: [{ name: 'A', level: 'area', children: [{ name: 'B', level: 'site' }, { name: 'B' }] }],
        calendar: {
          shifts: [{ name: 'day', start: '07:00', end: '19:00' }],
          rotation: { anchor: '2012-02-30', days: [['dya']] },
        },
        plannedStops: [{ equipment: 'c', from: '2026-02-30', to: '2026-02-10T25:00', name: 'X', reason: 'Y' }],
        tags: [{ id: 't', equipment: 'c' }],
        reasons: [{ code: 'R', name: 'R', children: [{ code: 'R', name: 'R' }] }],
        defects: [
          { code: 'D', name: 'D' },
          { code: 'D', name: 'D' },
        ],
        finalOperations: ['P', 'P'],
        audiences: [
          { id: 'a', role: 'director', language: '??' },
          { id: 'a', role: 'quality' },
        ],
      }),
    ).map(({ path }) => path);
    expect(paths).toEqual([
      'zone',
      'dayStart',
      'equipment.0.children.0.level',
      'equipment.0.children.1.id',
      'equipment.0.children.1.name',
      'calendar.rotation.anchor',
      'calendar.rotation.days.0.0',
      'plannedStops.0.equipment',
      'plannedStops.0.from',
      'plannedStops.0.to',
      'plannedStops.0.reason',
      'tags.0.equipment',
      'reasons.0.children.0.code',
      'defects.1.code',
      'finalOperations.1',
      'audiences.1.id',
      'audiences.0.language',
      'language',
    ]);
  });
});

describe('equipment', () => {
  test.each<[string, PlantInput['equipment'], string]>([
    [
      'has an id of its own',
      [
        { id: 'm', name: 'A' },
        { id: 'm', name: 'B' },
      ],
      "equipment.1.id: the id 'm' is that of equipment.0 already. Give each its own id.",
    ],
    [
      'has an id of its own where ids are made of names',
      [{ name: 'M 1' }, { name: 'M-1' }],
      "equipment.1.id: the id 'm-1' (made of 'M-1') is that of equipment.0 already. Give each its own id.",
    ],
    ['has an id', [unit, { name: '—' }], "equipment.1.name: '—' has no letter or digit to make an id of. Give an id."],
    [
      'with children has a level',
      [{ name: 'Hall', children: [unit] }],
      "equipment.0.level: 'Hall' has children, so it needs a level. Use one of: enterprise, site, area, workCenter.",
    ],
    [
      'lies below its parent',
      [{ name: 'Line', level: 'workCenter', children: [{ name: 'Cell', level: 'workCenter', children: [unit] }] }],
      "equipment.0.children.0.level: 'workCenter' does not lie below 'workCenter' of 'Line'. The order is enterprise, site, area, workCenter, workUnit.",
    ],
    [
      'has a kind only as a work center',
      [{ ...unit, kind: 'workCell' }],
      "equipment.0.kind: 'workCell' is a kind of work center, but 'Press' is a workUnit. Remove it, or set level: 'workCenter'.",
    ],
    [
      'has a work unit in it',
      [{ name: 'Hall', level: 'area' }],
      'equipment: has no work unit, so nothing can be reported. Add one of level workUnit.',
    ],
    [
      'is known to sources by names of its own',
      [
        { name: 'A', sourceNames: ['X'] },
        { id: 'b', name: 'B', sourceNames: ['Y', 'X'] },
      ],
      "equipment.1.sourceNames.1: sources know equipment.0.sourceNames.0 by 'X' already. Give sourceNames, so that each name leads to one piece of equipment.",
    ],
    [
      'has one ideal time of an operation and product',
      [
        {
          ...unit,
          idealTimes: [
            { operation: 'o', secondsPerPiece: 1 },
            { operation: 'o', secondsPerPiece: 2 },
          ],
        },
      ],
      "equipment.0.idealTimes.1: the ideal time of operation 'o', product 'any' stands at equipment.0.idealTimes.0 already. Remove one.",
    ],
  ])('%s', (_, equipment, problem) => {
    expect(problemsOf({ equipment })).toEqual([problem]);
  });
});

describe('a calendar', () => {
  const { shifts } = smallPlant.calendar;

  test('names the crew whose row cannot be read, and the letter that is no shift', () => {
    const rotation = { anchor: '2026-01-05', crews: { A: 'EL', B: 'LX-' }, letters: { E: 'early', L: 'lat' } };
    expect(problemsOf({ calendar: { shifts, rotation } })).toEqual([
      "calendar.rotation.crews.B: 'LX-' has 3 days, the first team's row 2. Make them as long as each other.",
      "calendar.rotation.crews.B: 'X' is no shift. Use E, L, -.",
      "calendar.rotation.letters.L: 'lat' is not a shift. Declare it in shifts, or use one of: early, late.",
    ]);
  });

  test('without crews has no days', () => {
    const rotation = { anchor: '2026-01-05', crews: {}, letters: {} };
    expect(problemsOf({ calendar: { shifts, rotation } })).toEqual([
      'calendar.rotation.crews: a rotation has 1 to 3660 days, got 0. Give one list of shifts a day.',
    ]);
  });

  test('names what a crew works twice once', () => {
    const long = [
      { name: 'early', start: '06:00', end: '05:00' },
      { name: 'late', start: '04:00', end: '22:00' },
    ];
    const rotation = { anchor: '2026-01-05', crews: { A: 'ELEL' }, letters: { E: 'early', L: 'late' } };
    expect(problemsOf({ calendar: { shifts: long, rotation } })).toEqual([
      "calendar.rotation.crews: team 'A' works 'early' and 'late' at the same time. Change a shift's times, or give the shifts different teams.",
    ]);
  });

  test('names an unknown shift where it is written, in its short form and its long', () => {
    const rotation = { anchor: '2026-01-05', days: [['earyl', { shift: 'laet', team: 'A' }]] };
    const exceptions = [{ from: '2026-02-01', name: 'X', replace: ['early', 'nihgt'], cancel: ['late'] }];
    expect(problemsOf({ calendar: { shifts, rotation, exceptions } }).map((text) => text.split(':')[0])).toEqual([
      'calendar.rotation.days.0.0',
      'calendar.rotation.days.0.1.shift',
      'calendar.exceptions.0.replace.1',
    ]);
  });
});

describe('a planned stop', () => {
  const stop = { equipment: 'press', from: '2026-02-10T12:00', to: '2026-02-10T16:00', name: 'Service' };
  const problemsOfStop = (
    change: Partial<PlantInput['plannedStops'] extends readonly (infer S)[] | undefined ? S : never>,
  ) => problemsOf({ plannedStops: [{ ...stop, ...change }] });

  test.each([
    [{ equipment: 'Press' }, "equipment: 'Press' is not the id of any equipment of this plant. Use its id 'press'."],
    [{ equipment: 'x' }, "equipment: 'x' is not the id of any equipment of this plant. Use one of equipment's ids."],
    [
      { from: '2026-02-30' },
      "from: '2026-02-30' is not a local time that exists. Write YYYY-MM-DDTHH:MM, or a date YYYY-MM-DD.",
    ],
    [{ to: '2026-02-10T12:00' }, "to: '2026-02-10T12:00' is not after from '2026-02-10T12:00'. Give a later end."],
    [{ reason: 'ZZ' }, "reason: 'ZZ' is not a stop reason of this plant. Add it to reasons, or use one of its codes."],
    [{ reason: 'EL' }, "reason: 'EL' is a reason of unplanned stops. Use a planned one, or give it planned: true."],
  ])('with %j is told', (change, problem) => {
    expect(problemsOfStop(change)).toEqual([`plannedStops.0.${problem}`]);
  });
});

describe('rates', () => {
  const machines = [
    { name: 'Hall', level: 'area', machineHourRate: 80, children: [{ name: 'Lathe', machineHourRate: 0 }] },
  ] as const;

  test('of equipment are in no currency where the plant has none', () => {
    expect(problemsOf({ equipment: machines })).toEqual([
      "equipment.0.machineHourRate: 'Hall' has a rate, but the plant has no rates, so it is in no currency. Add rates with currency and machineHour, or remove it.",
      "equipment.0.children.0.machineHourRate: 'Lathe' has a rate, but the plant has no rates, so it is in no currency. Add rates with currency and machineHour, or remove it.",
    ]);
    expect(problemsOf({ equipment: machines, rates: { currency: 'EUR', machineHour: 65 } })).toEqual([]);
  });

  test.each(['eur', 'EURO', 'XXZ', ''])('are in a currency that exists, not in %j', (currency) => {
    expect(problemsOf({ rates: { currency, machineHour: 65 } })).toEqual([
      `rates.currency: '${currency}' is not a currency. Write its ISO 4217 code in capitals, such as EUR.`,
    ]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '65'])('are numbers of 0 or more, not %s', (bad) => {
    const pathsOf = (change: object) =>
      plantSchema.safeParse({ ...smallPlant, ...change }).error?.issues.map(({ path }) => path.join('.'));
    expect(pathsOf({ rates: { currency: 'EUR', machineHour: bad } })).toEqual(['rates.machineHour']);
    expect(pathsOf({ rates: { currency: 'EUR', machineHour: 1, pieceValues: { cup: bad } } })).toEqual([
      'rates.pieceValues.cup',
    ]);
    expect(pathsOf({ equipment: [{ name: 'Press', machineHourRate: bad }] })).toEqual(['equipment.0.machineHourRate']);
  });
});
