/** Plants for tests: the demo's calendar and resources, and a small one that uses every field. */
import type { CalendarConfig, PlantInput } from 'gemba/model';

/** Semantics of the demo: Sunday to Thursday day and night, Friday to 13:00, Saturday from 22:00. */
export const demoCalendar: CalendarConfig = {
  shifts: [
    { name: 'day', start: '07:00', end: '19:00' },
    { name: 'night', start: '19:00', end: '07:00' },
    { name: 'friday', start: '07:00', end: '13:00' },
    { name: 'saturday-night', start: '22:00', end: '07:00' },
  ],
  rotation: {
    anchor: '2012-01-01',
    days: [
      ['day', 'night'],
      ['day', 'night'],
      ['day', 'night'],
      ['day', 'night'],
      ['day', 'night'],
      ['friday'],
      ['saturday-night'],
    ],
  },
};

/** Resources of the demo's log, verbatim. */
const onShifts = [
  'Machine 1 - Lapping',
  'Machine 2 - Round Grinding',
  'Machine 3 - Round Grinding',
  'Machine 4 - Turning & Milling',
  'Machine 5 - Turning & Milling',
  'Machine 6 - Turning & Milling',
  'Machine 7- Laser Marking',
  'Machine 8 - Turning & Milling',
  'Machine 9 - Turning & Milling',
  'Machine 10 - Grinding',
  'Machine 11 - Grinding',
  'Machine 12 - Grinding',
  'Machine 15 - Turning',
  'Machine 27 - Grinding',
  'Packing',
  'Quality Check 1',
];
const onDemand = [
  'Machine 14 - Milling',
  'Machine 16 - Milling',
  'Machine 19 - Grinding',
  'Machine 21 - Turning',
  'Machine 22 - Milling',
  'Machine 23 - Turning',
  'Machine 25 - Grinding',
  'Machine 26 - Flat Grinding',
  'Manual Milling - Machine 28',
  'Oven',
  'Quality Check 2',
];

export const demoPlant: PlantInput = {
  id: 'job-shop',
  name: 'Job shop',
  zone: 'Asia/Jerusalem',
  dayStart: '07:00',
  equipment: [
    {
      name: 'Shop floor',
      level: 'area',
      children: [
        ...onShifts.map((name) => ({ name })),
        ...onDemand.map((name) => ({ name, staffed: 'onDemand' as const })),
      ],
    },
  ],
  calendar: demoCalendar,
  finalOperations: ['Packing', 'Final Inspection Q.C.'],
};

export const smallPlant: PlantInput = {
  id: 'acme',
  name: 'Acme',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  language: 'de',
  equipment: [
    {
      id: 'acme',
      name: 'Acme GmbH',
      level: 'enterprise',
      children: [
        {
          id: 'haifa',
          name: 'Haifa',
          level: 'site',
          silence: 'unknown',
          children: [
            {
              id: 'machining',
              name: 'Machining',
              level: 'area',
              children: [
                {
                  id: 'lathe-7',
                  name: 'Lathe 7',
                  sourceNames: ['L7', 'LATHE07'],
                  idealTimes: [
                    { secondsPerPiece: 90 },
                    { operation: 'turning', secondsPerPiece: 60 },
                    { product: 'shaft', secondsPerPiece: 80 },
                    { product: 'shaft', operation: 'turning', secondsPerPiece: 45.5 },
                  ],
                },
                { name: 'Mill 1', staffed: 'onDemand' },
              ],
            },
            {
              id: 'line-1',
              name: 'Line 1',
              level: 'workCenter',
              kind: 'productionLine',
              silence: 'idle',
              children: [{ name: 'Press' }],
            },
          ],
        },
      ],
    },
  ],
  tags: [
    {
      id: 'lathe-7/spindle/temperature',
      name: 'Spindle temperature',
      equipment: 'lathe-7',
      kind: 'measure',
      valueType: 'number',
      unit: 'Cel',
      min: -40,
      max: 150,
      expectedIntervalSeconds: 2.5,
      droppable: true,
      deadBand: 0.1,
      debounceSeconds: 1.5,
      medianOf: 5,
      sourceNames: ['ns=2;s=Spindle.Temp'],
    },
    { id: 'press/strokes', equipment: 'press', kind: 'counter' },
    { id: 'press/door', equipment: 'press', valueType: 'boolean', debounceSeconds: 2 },
    { id: 'press/recipe', equipment: 'press', valueType: 'text' },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00', breaks: [{ start: '10:00', end: '10:30' }] },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2026-01-05', crews: { A: 'EL', B: 'LE' }, letters: { E: 'early', L: 'late' } },
    exceptions: [
      { from: '2026-05-01', name: 'Labour day', replace: [] },
      { from: '2026-05-02', name: 'Overtime', add: [{ shift: 'extra', team: 'A', start: '22:00', end: '02:00' }] },
      { from: '2026-05-03', to: '2026-05-04', name: 'Short', cancel: ['late'] },
      { from: '2026-05-05', name: 'Swap', replace: ['early', { shift: 'late', team: 'B' }] },
    ],
  },
  plannedStops: [
    { equipment: 'line-1', from: '2026-02-10T12:00', to: '2026-02-10T16:00', name: 'Service', reason: 'PM' },
    { equipment: 'haifa', from: '2026-02-12', to: '2026-02-13', name: 'Power cut' },
  ],
  reasons: [
    {
      code: 'TECH',
      name: 'Technical',
      lossClass: 'breakdown',
      children: [
        { code: 'EL', name: 'Electric' },
        { code: 'PM', name: 'Maintenance', planned: true, category: 'Care' },
      ],
    },
    { code: 'ORG', name: 'Organisation', planned: true, children: [{ code: 'WAIT', name: 'Waiting', planned: false }] },
  ],
  defects: [{ code: 'SURF', name: 'Surface', children: [{ code: 'SCR', name: 'Scratch', category: 'Handling' }] }],
  finalOperations: ['Packing'],
  audiences: [
    { id: 'director', role: 'director' },
    { id: 'leads', role: 'shift-lead', language: 'en', persons: 'names', recipients: ['leads@example.com'] },
  ],
  targets: { oeeIndex: 0.6 },
  kpis: { microStopSeconds: 120, mtbfDivisor: 'failures', delayTime: 'state' },
};
