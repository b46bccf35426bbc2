/** A plant of two machines and a log of a few rows with keys, so that a test can add late rows and correct others. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant, openPlant, type PlantFileInput } from 'gemba';
import { deliverNow, loadSources, resolveWindow, type SentReports, sendReports } from 'gemba/runtime';

export interface LogRow {
  readonly key: string;
  readonly machine: string;
  readonly start: string;
  readonly end: string;
  readonly good: number;
  readonly scrap?: number;
  readonly worker?: string;
}

/** The day the rows of a test lie in. */
export const day = '2024-03-06';

/** Half past six on the morning after. */
const now = Date.UTC(2024, 2, 7, 5, 30);

export const log: readonly LogRow[] = [
  { key: '1', machine: 'Lathe', start: `${day}T06:00`, end: `${day}T10:00`, good: 40, worker: 'W1001' },
  { key: '2', machine: 'Lathe', start: `${day}T11:00`, end: `${day}T13:00`, good: 20, scrap: 1, worker: 'W1002' },
  { key: '3', machine: 'Mill', start: `${day}T06:30`, end: `${day}T13:30`, good: 70, worker: 'W1003' },
];

export interface SmallPlantOptions {
  readonly language?: string;
  readonly reports?: PlantFileInput['reports'];
  readonly revisions?: PlantFileInput['revisions'];
}

export function smallPlant(options: SmallPlantOptions = {}): PlantFileInput {
  const { language = 'en', revisions } = options;
  const formats = ['json', 'csv', 'xlsx'] as const;
  return definePlant({
    id: 'small',
    name: 'Small plant',
    zone: 'Europe/Berlin',
    dayStart: '06:00',
    language,
    secret: { env: 'GEMBA_SECRET' },
    store: 'store',
    equipment: [
      {
        id: 'small',
        name: 'Small plant',
        level: 'site',
        children: [
          { id: 'lathe', name: 'Lathe', level: 'workUnit' },
          { id: 'mill', name: 'Mill', level: 'workUnit' },
        ],
      },
    ],
    calendar: {
      shifts: [{ name: 'early', start: '06:00', end: '14:00' }],
      rotation: { anchor: '2024-01-01', days: [['early']] },
    },
    finalOperations: ['Packing'],
    sources: [
      {
        kind: 'csv',
        id: 'mes',
        path: 'log.csv',
        mapping: {
          fact: { kind: 'production', state: 'running' },
          key: ['key'],
          equipment: 'machine',
          startAt: 'start',
          endAt: 'end',
          operators: 'worker',
          completedCount: 'good',
          scrapCount: 'scrap',
          product: { value: 'Housing' },
          operation: { value: 'Packing' },
          workOrder: { value: 'A-1' },
        },
      },
    ],
    audiences: [
      { id: 'director', role: 'director', language, recipients: ['director@small.example'] },
      { id: 'production', role: 'production', language },
      { id: 'quality', role: 'quality', language },
    ],
    transports: [{ kind: 'fileShare', id: 'share', path: 'share' }],
    reports: options.reports ?? [
      { kind: 'daily', audiences: ['director'], formats: ['html', ...formats], transports: ['share'] },
      { kind: 'daily', audiences: ['production', 'quality'], formats: [...formats], transports: ['share'] },
    ],
    ...(revisions === undefined ? {} : { revisions }),
  });
}

export const secretEnv: Readonly<Record<string, string>> = {
  ...(process.env as Record<string, string>),
  GEMBA_SECRET: 'of a test',
};

/** Writes plant file and log, as they are now. */
export async function writeSmallPlant(
  folder: string,
  rows: readonly LogRow[] = log,
  options: SmallPlantOptions = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const lines = rows.map(({ key, machine, start, end, good, scrap = 0, worker = 'W1001' }) =>
    [key, machine, start, end, good, scrap, worker].join(','),
  );
  await writeFile(join(folder, 'log.csv'), `key,machine,start,end,good,scrap,worker\n${lines.join('\n')}\n`);
  const path = join(folder, 'gemba.config.json');
  await writeFile(path, JSON.stringify(smallPlant(options)));
  return path;
}

/** Loads the log as it is, sends the day's reports and delivers them. */
export async function sendDay(
  folder: string,
  rows?: readonly LogRow[],
  options?: SmallPlantOptions,
): Promise<SentReports> {
  const config = await writeSmallPlant(folder, rows, options);
  await using plant = await openPlant({ config, env: secretEnv, clock: () => now, random: () => 0.5 });
  await loadSources(plant);
  const sent = await sendReports(plant, { window: resolveWindow(plant.plant, { day }, now) });
  await deliverNow(plant);
  return sent;
}

/** Names of the files on the share, of the day. */
export async function listShare(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'share', ...day.split('-')))).sort();
}

export async function readShare(folder: string, name: string): Promise<string> {
  return await readFile(join(folder, 'share', ...day.split('-'), name), 'utf8');
}
