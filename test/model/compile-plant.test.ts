import fc from 'fast-check';
import { compilePlant, GembaError, plantSchema, slugOf } from 'gemba/model';
import { hourMs, listIntervals, minuteMs, parseLocalDateTime, totalMs } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { demoPlant, smallPlant } from './plants.ts';

const plant = compilePlant(plantSchema.parse(smallPlant));
const at = (text: string) => plant.zone.instantOf(parseLocalDateTime(text));

describe('equipment', () => {
  test('has paths of ids from the root, and its parent', () => {
    expect(plant.equipment.all.map(({ path }) => path)).toEqual([
      'acme',
      'acme/haifa',
      'acme/haifa/machining',
      'acme/haifa/machining/lathe-7',
      'acme/haifa/machining/mill-1',
      'acme/haifa/line-1',
      'acme/haifa/line-1/press',
    ]);
    expect(plant.equipment.get('press').parent).toBe('line-1');
    expect(plant.equipment.get('acme').parent).toBeUndefined();
  });

  test('without a level and children is a work unit', () => {
    expect(plant.equipment.workUnits.map(({ id }) => id)).toEqual(['lathe-7', 'mill-1', 'press']);
    expect(plant.equipment.get('line-1')).toMatchObject({ level: 'workCenter', workCenterKind: 'productionLine' });
  });

  test('inherits staffing and silence from its parent', () => {
    expect(plant.equipment.get('acme')).toMatchObject({ staffed: 'shifts', silence: 'idle' });
    expect(plant.equipment.get('lathe-7')).toMatchObject({ staffed: 'shifts', silence: 'unknown' });
    expect(plant.equipment.get('mill-1')).toMatchObject({ staffed: 'onDemand', silence: 'unknown' });
    expect(plant.equipment.get('press')).toMatchObject({ staffed: 'shifts', silence: 'idle' });
  });

  test('costs per hour what the nearest above it says, else what the plant says, else nothing is known', () => {
    const [acme] = smallPlant.equipment;
    const [haifa] = acme?.children ?? [];
    const [machining, line] = haifa?.children ?? [];
    const [lathe, mill] = machining?.children ?? [];
    const rated = (rates: { readonly currency: string; readonly machineHour: number } | undefined, isRated: boolean) =>
      compilePlant(
        plantSchema.parse({
          ...smallPlant,
          rates,
          equipment: [
            {
              ...acme,
              children: [
                {
                  ...haifa,
                  children: [
                    {
                      ...machining,
                      ...(isRated ? { machineHourRate: 80 } : {}),
                      children: [{ ...lathe, ...(isRated ? { machineHourRate: 0 } : {}) }, mill],
                    },
                    line,
                  ],
                },
              ],
            },
          ],
        }),
      );
    const ratesOf = (of: ReturnType<typeof rated>) =>
      Object.fromEntries(of.equipment.all.map(({ id, machineHourRate }) => [id, machineHourRate]));
    const own = rated({ currency: 'EUR', machineHour: 65 }, true);
    expect(ratesOf(own)).toEqual({
      acme: 65,
      haifa: 65,
      machining: 80,
      'lathe-7': 0,
      'mill-1': 80,
      'line-1': 65,
      press: 65,
    });
    expect(own.rates).toEqual({ currency: 'EUR', machineHour: 65, pieceValues: {} });
    const none = rated(undefined, false);
    expect(none.rates).toBeUndefined();
    expect(none.equipment.all.filter((one) => 'machineHourRate' in one)).toEqual([]);
  });

  test('is found by the names of its sources, by its name where it has none, and by its id', () => {
    expect(plant.equipment.findBySourceName('LATHE07')?.id).toBe('lathe-7');
    expect(plant.equipment.findBySourceName('Lathe 7')).toBeUndefined();
    expect(plant.equipment.findBySourceName('Mill 1')?.id).toBe('mill-1');
    expect(plant.equipment.findBySourceName('mill-1')?.id).toBe('mill-1');
    expect(plant.equipment.findBySourceName('Mill 2')).toBeUndefined();
  });

  test('keeps its name verbatim', () => {
    const demo = compilePlant(plantSchema.parse(demoPlant));
    expect(demo.equipment.get('machine-7-laser-marking').name).toBe('Machine 7- Laser Marking');
  });

  test('lists itself and everything below it', () => {
    expect(plant.equipment.listBelow('haifa').map(({ id }) => id)).toEqual([
      'haifa',
      'machining',
      'lathe-7',
      'mill-1',
      'line-1',
      'press',
    ]);
    expect(plant.equipment.listBelow('press').map(({ id }) => id)).toEqual(['press']);
  });

  test('that is not there is undefined to find, and an error to get', () => {
    expect(plant.equipment.find('lathe-8')).toBeUndefined();
    for (const get of [() => plant.equipment.get('lathe-8'), () => plant.equipment.listBelow('lathe-8')])
      expect(get).toThrow(
        expect.objectContaining({
          code: 'unknown-name',
          message: expect.stringContaining("'lathe-8' is not equipment"),
        }),
      );
    const demo = compilePlant(plantSchema.parse(demoPlant));
    expect(() => demo.equipment.get('x')).toThrow('and 18 more.');
  });
});

describe('an id made of a name', () => {
  test.each([
    ['Machine 7- Laser Marking', 'machine-7-laser-marking'],
    ['Turning & Milling', 'turning-milling'],
    ['  Fräse 1 ', 'frase-1'],
    ['מכונה 7', 'מכונה-7'],
    ['***', ''],
  ])('of %j is %j', (name, id) => {
    expect(slugOf(name)).toBe(id);
  });
});

describe('planned time', () => {
  const day = (date: string) => plant.productionDay(date);

  test('is the shifts of the window without breaks', () => {
    expect(totalMs(plant.calendar.plannedIn('lathe-7', day('2026-02-11')))).toBe(15.5 * hourMs);
  });

  test('is less what stops are planned for the equipment or anything above it', () => {
    expect(listIntervals(plant.calendar.plannedIn('press', day('2026-02-10')))).toEqual([
      { fromAt: at('2026-02-10T06:00'), toAt: at('2026-02-10T10:00') },
      { fromAt: at('2026-02-10T10:30'), toAt: at('2026-02-10T12:00') },
      { fromAt: at('2026-02-10T16:00'), toAt: at('2026-02-10T22:00') },
    ]);
    expect(totalMs(plant.calendar.plannedIn('lathe-7', day('2026-02-10')))).toBe(15.5 * hourMs);
    expect(plant.calendar.plannedIn('press', day('2026-02-12'))).toHaveLength(0);
    expect(plant.calendar.plannedIn('lathe-7', day('2026-02-12'))).toHaveLength(0);
  });

  test('is nothing on a holiday, more with overtime, less with a cancelled shift', () => {
    expect(plant.calendar.plannedIn('press', day('2026-05-01'))).toHaveLength(0);
    expect(totalMs(plant.calendar.plannedIn('press', day('2026-05-02')))).toBe(19.5 * hourMs);
    expect(totalMs(plant.calendar.plannedIn('press', day('2026-05-03')))).toBe(7.5 * hourMs);
    expect(totalMs(plant.calendar.plannedIn('press', day('2026-05-05')))).toBe(15.5 * hourMs);
  });

  test('is one set for all units that nothing stops, however many ask', () => {
    const window = day('2026-02-11');
    expect(plant.calendar.plannedIn('press', window)).toBe(plant.calendar.plannedIn('lathe-7', { ...window }));
  });

  test('answers the same after more windows than are kept', () => {
    const before = plant.calendar.plannedIn('press', day('2026-02-11'));
    for (let i = 0; i < 2000; i++)
      plant.calendar.plannedIn('press', { fromAt: i * minuteMs, toAt: (i + 1) * minuteMs });
    expect(plant.calendar.plannedIn('press', day('2026-02-11'))).toEqual(before);
  });

  test('of adjacent windows adds up, and agrees with a look at each minute', () => {
    const start = at('2026-02-09T00:00');
    fc.assert(
      fc.property(
        fc.constantFrom('press', 'lathe-7', 'mill-1', 'line-1'),
        fc.array(fc.integer({ min: 0, max: 5 * 1440 }), { minLength: 3, maxLength: 3 }),
        (id, cuts) => {
          const [a, b, c] = cuts.sort((x, y) => x - y).map((minute) => start + minute * minuteMs) as [
            number,
            number,
            number,
          ];
          const planned = (fromAt: number, toAt: number) =>
            totalMs(plant.calendar.plannedIn(id, { fromAt, toAt })) / minuteMs;
          expect(planned(a, b) + planned(b, c)).toBe(planned(a, c));
          let naive = 0;
          for (let minute = a; minute < c; minute += minuteMs) if (isPlanned(id, minute)) naive++;
          expect(planned(a, c)).toBe(naive);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is asked for equipment of the plant only', () => {
    expect(() => plant.calendar.plannedIn('lathe-8', day('2026-02-11'))).toThrow(GembaError);
    expect(() => plant.calendar.listPlannedStops('lathe-8', day('2026-02-11'))).toThrow(GembaError);
  });

  /** The plain way, from what the plant file says: February 2026, Berlin is one hour ahead. */
  function isPlanned(id: string, instant: number): boolean {
    const local = new Date(instant + hourMs).toISOString();
    const [date, time] = [local.slice(0, 10), local.slice(11, 16)];
    if (id === 'mill-1' || time < '06:00' || time >= '22:00' || (time >= '10:00' && time < '10:30')) return false;
    if (local.slice(0, 16) >= '2026-02-12T06:00' && local.slice(0, 16) < '2026-02-13T06:00') return false;
    return !((id === 'press' || id === 'line-1') && date === '2026-02-10' && time >= '12:00' && time < '16:00');
  }
});

describe('planned stops', () => {
  test('are listed for the equipment and everything below it, with their reason', () => {
    const window = plant.productionDay('2026-02-10');
    const names = (id: string) => plant.calendar.listPlannedStops(id, window).map(({ name }) => name);
    expect(names('press')).toEqual(['Service']);
    expect(names('line-1')).toEqual(['Service']);
    expect(names('lathe-7')).toEqual([]);
    expect(names('haifa')).toEqual([]);
    expect(plant.calendar.plannedStops.map(({ reason }) => reason)).toEqual(['PM', '']);
  });

  test('of a bare date begin and end with production days', () => {
    const stop = plant.calendar.listPlannedStops('press', plant.productionDay('2026-02-12'))[0];
    expect(stop).toMatchObject({ fromAt: at('2026-02-12T06:00'), toAt: at('2026-02-13T06:00'), name: 'Power cut' });
  });

  test('of the equipment and of what is above it come in order of time', () => {
    const window = { fromAt: at('2026-02-01T00:00'), toAt: at('2026-03-01T00:00') };
    expect(plant.calendar.listPlannedStops('press', window).map(({ name }) => name)).toEqual(['Service', 'Power cut']);
  });
});

describe('trees of codes', () => {
  test('give children what they do not say themselves', () => {
    expect(plant.reasons).toEqual([
      {
        code: 'TECH',
        name: 'Technical',
        planned: false,
        lossClass: 'breakdown',
        category: 'Technical',
        path: ['TECH'],
      },
      {
        code: 'EL',
        name: 'Electric',
        planned: false,
        lossClass: 'breakdown',
        category: 'Technical',
        path: ['TECH', 'EL'],
      },
      { code: 'PM', name: 'Maintenance', planned: true, lossClass: 'planned', category: 'Care', path: ['TECH', 'PM'] },
      {
        code: 'ORG',
        name: 'Organisation',
        planned: true,
        lossClass: 'planned',
        category: 'Organisation',
        path: ['ORG'],
      },
      {
        code: 'WAIT',
        name: 'Waiting',
        planned: false,
        lossClass: 'other',
        category: 'Organisation',
        path: ['ORG', 'WAIT'],
      },
    ]);
    expect(plant.defects).toEqual([
      { code: 'SURF', name: 'Surface', category: 'Surface', path: ['SURF'] },
      { code: 'SCR', name: 'Scratch', category: 'Handling', path: ['SURF', 'SCR'] },
    ]);
  });

  test('hand on to children that a reason tells no cause, unless a child says otherwise', () => {
    const [, blank, asked] = compilePlant(
      plantSchema.parse({
        ...smallPlant,
        plannedStops: [],
        reasons: [
          {
            code: 'NONE',
            name: 'No cause',
            tells: 'notSaid',
            children: [
              { code: '999', name: 'Not coded' },
              { code: 'ASKED', name: 'Not known', tells: 'notKnown' },
            ],
          },
        ],
      }),
    ).reasons;
    expect([blank?.tells, asked?.tells]).toEqual(['notSaid', 'notKnown']);
  });
});

describe('a plant', () => {
  test('fills in what audiences leave out', () => {
    expect(plant.audiences).toEqual([
      { id: 'director', role: 'director', language: 'de', persons: 'none', recipients: [] },
      { id: 'leads', role: 'shift-lead', language: 'en', persons: 'names', recipients: ['leads@example.com'] },
    ]);
  });

  test('has the production day of a date, of an instant, and of days before and after', () => {
    const day = plant.productionDay('2026-02-10');
    expect(day).toEqual({ date: '2026-02-10', fromAt: at('2026-02-10T06:00'), toAt: at('2026-02-11T06:00') });
    expect(plant.productionDayAt(at('2026-02-11T05:59'))).toEqual(day);
    expect(plant.shiftDay(day, 19).date).toBe('2026-03-01');
    expect(plant.shiftDay(day, -10).date).toBe('2026-01-31');
  });

  test('refuses a date that does not exist', () => {
    expect(() => plant.productionDay('2012-02-30')).toThrow(
      expect.objectContaining({
        code: 'date-invalid',
        message: "'2012-02-30' is not a date that exists. Write YYYY-MM-DD.",
      }),
    );
  });

  test('with crew rows has shifts with their teams', () => {
    const teams = plant.listShifts(plant.productionDay('2026-01-06')).map(({ name, team }) => `${name} ${team}`);
    expect(teams).toEqual(['early B', 'late A']);
  });

  test('takes a field set to undefined as left out', () => {
    const calendar = { ...demoPlant.calendar, rotation: { ...demoPlant.calendar.rotation, crews: undefined } };
    const same = compilePlant(plantSchema.parse({ ...demoPlant, calendar } as typeof demoPlant));
    expect(same.listShifts(same.productionDay('2012-02-17')).map(({ name }) => name)).toEqual(['friday']);
  });

  test('with problems is not compiled, and all of them are told', () => {
    const broken = plantSchema.parse({ ...smallPlant, zone: 'Mars/Olympus', finalOperations: ['Packing', 'Packing'] });
    expect(() => compilePlant(broken)).toThrow(
      expect.objectContaining({
        code: 'plant-file-invalid',
        message: expect.stringMatching(/zone: [\s\S]*finalOperations\.1: /),
      }),
    );
  });
});
