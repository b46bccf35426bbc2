import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlant, openPlant, type PlantFileInput } from 'gemba';
import { answerRows, type StopQuestion } from 'gemba/analytics';
import { loadSources, type PlantStopQuestions, readStopQuestions, resolveWindow } from 'gemba/runtime';
import { expect, onTestFinished, test } from 'vitest';

const day = '2024-03-06';
const now = Date.UTC(2024, 2, 7, 5, 30);

/** Key, machine, start and end, state, reason. */
type Row = readonly [key: string, machine: string, start: string, end: string, state: string, reason: string];

const file: PlantFileInput = definePlant({
  id: 'shop',
  name: 'Shop',
  zone: 'UTC',
  dayStart: '06:00',
  language: 'en',
  secret: { env: 'GEMBA_SECRET' },
  store: 'store',
  equipment: [
    {
      id: 'shop',
      name: 'Shop',
      level: 'site',
      children: [{ id: 'forming', name: 'Forming', level: 'area', children: [{ id: 'press', name: 'Press' }] }],
    },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2024-01-01', days: [['early', 'late']] },
  },
  reasons: [
    { code: 'jam', name: 'Jam' },
    { code: 'tool', name: 'Tool' },
    { code: '999', name: 'Not coded', tells: 'notSaid' },
  ],
  sources: [
    {
      kind: 'csv',
      id: 'mes',
      path: 'log.csv',
      mapping: {
        fact: { kind: 'equipmentState' },
        key: ['key'],
        equipment: 'machine',
        startAt: 'start',
        endAt: 'end',
        state: 'state',
        reason: 'reason',
      },
    },
  ],
});

/** Thirty days on which short stops are jams and long ones tools, and the day asked for. */
const rows: readonly Row[] = [
  ...Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2024, 2, 5 - i)).toISOString().slice(0, 10)).flatMap(
    (date, i): Row[] => [
      [`a${i}`, 'Press', `${date}T07:00`, `${date}T07:05`, 'down', 'jam'],
      [`b${i}`, 'Press', `${date}T15:00`, `${date}T16:00`, 'down', 'tool'],
    ],
  ),
  ['x', 'Press', `${day}T09:00`, `${day}T09:05`, 'down', '999'],
  ['y', 'Press', `${day}T17:00`, `${day}T18:00`, 'down', ''],
];

async function read(folder: string, all: readonly Row[]): Promise<PlantStopQuestions> {
  await writeFile(
    join(folder, 'log.csv'),
    `key,machine,start,end,state,reason\n${all.map((r) => r.join(',')).join('\n')}\n`,
  );
  const config = join(folder, 'gemba.config.json');
  await writeFile(config, JSON.stringify(file));
  const env = { ...(process.env as Record<string, string>), GEMBA_SECRET: 'of a test' };
  await using plant = await openPlant({ config, env, clock: () => now, random: () => 0.5 });
  await loadSources(plant);
  return await readStopQuestions(plant, resolveWindow(plant.plant, { day }, now));
}

const likely = (question: StopQuestion | undefined): string | undefined =>
  question?.proposal.kind === 'proposed' ? question.proposal.candidates[0]?.reason : undefined;

test('a plant’s untold stops are proposed a reason, asked in their shift, and learned from once they are answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const asked = await read(folder, rows);
  expect(asked.toldCount).toBe(60);
  expect(asked.proposals.map(({ stop }) => stop.source)).toMatchObject([
    { id: 'mes', file: 'log.csv', line: 62 },
    { id: 'mes', file: 'log.csv', line: 63 },
  ]);
  const [early, late] = asked.shifts.map(({ areas }) => areas[0]?.questions[0]);
  expect(asked.shifts.map(({ shift }) => shift.name)).toEqual(['early', 'late']);
  expect([likely(early), likely(late)]).toEqual(['jam', 'tool']);
  // Of 28 days those before the twentieth told stop propose nothing, 2 stops each and 4 told before them: all others are right.
  expect(asked.hits).toMatchObject({ stops: 56, proposed: 40, model: { top1Ratio: 40 / 56 } });

  // The answer comes as the MES would send it: the same row, now with its reason.
  const [answer] = answerRows(late as StopQuestion, 'tool');
  const corrected = rows.map(
    (row): Row => (row[0] === 'y' ? ([...row.slice(0, 5), answer?.reason] as unknown as Row) : row),
  );
  const after = await read(folder, corrected);
  expect(after.toldCount).toBe(61);
  expect(after.proposals).toHaveLength(1);
  expect(after.shifts.map(({ areas }) => areas.length)).toEqual([1, 0]);
  expect(after.dataFingerprint).not.toBe(asked.dataFingerprint);
});
