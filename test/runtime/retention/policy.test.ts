import { GembaError, type Problem } from 'gemba/model';
import { parsePlantFile } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { cutsNothing, retentionCut } from '../../../src/runtime/retention/cut.ts';
import { listRetentionNotes, reportReach } from '../../../src/runtime/retention/report-reach.ts';
import { smallPlant } from '../../support/small-plant.ts';

const now = Date.parse('2026-11-22T13:30:00Z');
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const plant = smallPlant();
const signals = { producedTag: 'lathe/pieces' };
const tags = [
  { id: 'lathe/pieces', equipment: 'lathe', kind: 'counter' },
  { id: 'lathe/vibration', equipment: 'lathe' },
  { id: 'mill/vibration', equipment: 'mill' },
  { id: 'hall/temperature', equipment: 'small' },
];

const fileWith = (retention: object, more: object = {}) =>
  parsePlantFile({ ...plant, tags, retention, ...more }, 'gemba.config.ts');

function problemsOf(retention: object, more: object = {}): readonly Problem[] {
  try {
    fileWith(retention, more);
    return [];
  } catch (error) {
    if (!(error instanceof GembaError)) throw error;
    return error.details['problems'] as readonly Problem[];
  }
}

const pathsOf = (retention: object, more: object = {}) => problemsOf(retention, more).map(({ path }) => path);

test('a plant file without a policy keeps everything', () => {
  expect(cutsNothing(retentionCut(parsePlantFile(plant, 'file'), now))).toBe(true);
  expect(cutsNothing(retentionCut(fileWith({}), now))).toBe(true);
  expect(cutsNothing(retentionCut(fileWith({ events: 'forever', readings: 'forever' }), now))).toBe(true);
});

test('the periods of a policy become the cuts of what they speak of', () => {
  const file = fileWith({
    readings: '13 months',
    tagGroups: [
      { name: 'vibration', tags: ['mill/vibration'], equipment: ['lathe'], readings: '30 days' },
      { name: 'climate', tags: ['hall/temperature'], readings: 'forever' },
    ],
    rollups: 'forever',
    events: '7 years',
    quarantine: '90 days',
    audit: '7 years',
  });
  expect(retentionCut(file, now)).toEqual({
    facts: {
      reading: utc('2025-10-22'),
      refusal: utc('2026-08-24'),
      production: utc('2019-11-22'),
      equipmentState: utc('2019-11-22'),
      gap: utc('2019-11-22'),
    },
    tagGroups: [
      { name: 'vibration', tags: ['lathe/pieces', 'lathe/vibration', 'mill/vibration'], beforeAt: utc('2026-10-23') },
      { name: 'climate', tags: ['hall/temperature'], beforeAt: undefined },
    ],
    rollups: {},
  });
});

test('rollups are kept as one, or each level for its own time', () => {
  expect(retentionCut(fileWith({ readings: '1 year', rollups: '2 years' }), now).rollups).toEqual({
    minute: utc('2024-11-22'),
    hour: utc('2024-11-22'),
    day: utc('2024-11-22'),
    shift: utc('2024-11-22'),
  });
  expect(retentionCut(fileWith({ readings: '30 days', rollups: { minute: '1 year' } }), now).rollups).toEqual({
    minute: utc('2025-11-22'),
  });
});

test('equipment names the tags of everything below it', () => {
  const file = fileWith({ tagGroups: [{ name: 'all', equipment: ['small'], readings: '40 days' }] });
  expect(retentionCut(file, now).tagGroups[0]?.tags).toEqual(tags.map(({ id }) => id));
});

test('all that is wrong with a policy is told at once, each with its place', () => {
  const problems = problemsOf({
    readings: '13 months',
    tagGroups: [
      { name: 'one', tags: ['nobody', 'mill/vibration'], readings: '90 days' },
      { name: 'one', equipment: ['mill', 'nowhere'], readings: '90 days' },
      { name: 'none', readings: '7 days' },
    ],
    rollups: { minute: '1 year', hour: '395 days' },
    events: '5 days',
    quarantine: '1 week',
    audit: 'ages',
  });
  expect(problems.map(({ path }) => path).sort()).toEqual([
    'retention.audit',
    'retention.events',
    'retention.quarantine',
    'retention.rollups.hour',
    'retention.rollups.minute',
    'retention.tagGroups.0.tags.0',
    'retention.tagGroups.1.equipment.1',
    'retention.tagGroups.1.name',
    'retention.tagGroups.1.tags',
    'retention.tagGroups.2.tags',
  ]);
  const said = (path: string) => problems.find((problem) => problem.path === `retention.${path}`)?.message;
  expect(said('rollups.minute')).toBe(
    'rollups outlive readings, but readings are kept for 13 months, and these for 1 year. Keep rollups as long or longer.',
  );
  expect(said('events')).toContain('looked at again for 14 days (revisions.lookBackDays). Keep them 19 days at least.');
  expect(said('audit')).toContain("such as '13 months'");
});

test('rollups that expire are refused while readings of any tag are kept for ever', () => {
  expect(pathsOf({ rollups: '7 years' })).toEqual(['retention.rollups']);
  expect(
    pathsOf({
      readings: '1 year',
      rollups: '7 years',
      tagGroups: [{ name: 'a', equipment: ['mill'], readings: 'forever' }],
    }),
  ).toEqual(['retention.rollups']);
  expect(pathsOf({ readings: '7 years', rollups: '84 months' })).toEqual([]);
});

test('readings may be short, but not those that reports are made of', () => {
  const [root] = plant.equipment;
  const [lathe, mill] = root?.children ?? [];
  const equipment = [{ ...root, children: [{ ...lathe, signals }, mill] }];
  expect(pathsOf({ readings: '7 days' })).toEqual([]);
  expect(pathsOf({ readings: '7 days' }, { equipment })).toEqual(['retention.readings']);
  const stateWords = [{ tag: 'lathe/vibration', standard: 'packml' }];
  const worded = [{ ...root, children: [{ ...lathe, signals: { stateWords } }, mill] }];
  expect(pathsOf({ readings: '7 days' }, { equipment: worded })).toEqual(['retention.readings']);
  const others = { name: 'others', tags: ['mill/vibration'], readings: '7 days' };
  expect(pathsOf({ readings: '13 months', tagGroups: [others] }, { equipment })).toEqual([]);
  const told = { name: 'told', equipment: ['lathe'], readings: '7 days' };
  expect(pathsOf({ readings: '13 months', tagGroups: [told] }, { equipment })).toEqual([
    'retention.tagGroups.0.readings',
  ]);
  expect(pathsOf({ readings: '19 days' }, { equipment })).toEqual([]);
  expect(listRetentionNotes(fileWith({ readings: '19 days' }, { equipment }))).toHaveLength(1);
  expect(listRetentionNotes(fileWith({ readings: '13 months', events: '7 years' }, { equipment }))).toEqual([]);
});

test('a report reads only what is still there on the last day that it is looked at again', () => {
  const file = fileWith({ events: '7 years', readings: '19 days' });
  const window = { fromAt: utc('2026-11-20'), toAt: utc('2026-11-21') };
  const { eventsFromAt } = reportReach(file, window);
  const lastLook = retentionCut(file, window.toAt + 14 * 86_400_000).facts.production as number;
  expect(eventsFromAt).toBeGreaterThanOrEqual(lastLook);
  expect(eventsFromAt).toBeLessThan(window.fromAt);
  expect(reportReach(fileWith({}), window)).toEqual({ eventsFromAt: undefined, readingsFromAt: undefined });
});
