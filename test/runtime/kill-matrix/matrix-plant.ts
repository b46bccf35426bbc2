/** The plant of the kill matrix: a broker and a log, a small buffer, tags of both lanes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant } from 'gemba';

/** Sources of the plant file. */
export const brokerSource = 'broker';
export const logSource = 'log';

/** Published five at once, each with its time; the last two may be dropped by a full buffer. */
export const listTags = ['list-0', 'list-1', 'list-2', 'list-3', 'list-4'] as const;
/** Published one by one, with its time. */
export const timedTag = 'timed';
/** Published as bare numbers: their time is that of receipt. */
export const bareTag = 'bare';
/** In the plant file of no plant. */
export const unknownTag = 'nobody-knows-me';

/** Times of readings: fixed, so that no clock has a part in them. */
export const firstAt: number = Date.UTC(2026, 0, 5);
export const stepMs = 10;
/** Later than all others, those that have the time of receipt among them. */
export const lastAt: number = Date.UTC(2046, 0, 1);
const aheadMsMax = 1e12;

export const logMachine = 'lathe';

export interface MatrixPlantOptions {
  /** Folder of the plant file and its log. */
  readonly dir: string;
  readonly storeDir: string;
  readonly brokerUrl: string;
  /** Default: that of a plant file. */
  readonly leaseMs?: number;
}

/** @returns path of the plant file */
export async function writeMatrixPlant({ dir, storeDir, brokerUrl, leaseMs }: MatrixPlantOptions): Promise<string> {
  const plant = definePlant({
    id: 'matrix',
    name: 'Kill matrix',
    zone: 'Europe/Berlin',
    dayStart: '06:00',
    secret: { env: 'GEMBA_SECRET' },
    store: storeDir,
    // So small that segments are begun and removed often, so large that it is never full: then droppable tags would lose
    // readings, as they should.
    buffer: { sizeMax: 33_554_432 },
    ...(leaseMs === undefined ? {} : { history: { kind: 'embedded', leaseMs } }),
    equipment: [
      {
        id: 'hall',
        name: 'Hall',
        level: 'site',
        children: [{ id: logMachine, name: 'Lathe', level: 'workUnit' }],
      },
    ],
    calendar: {
      shifts: [{ name: 'early', start: '06:00', end: '14:00' }],
      rotation: { anchor: '2024-01-01', days: [['early']] },
    },
    tags: [...listTags, timedTag, bareTag].map((id, i) => ({
      id,
      equipment: logMachine,
      droppable: i === 3 || i === 4,
      sourceNames: [`plant/value/${id}`],
    })),
    sources: [
      {
        kind: 'mqtt',
        id: brokerSource,
        url: brokerUrl,
        keepaliveMs: 1_000,
        connectTimeoutMs: 5_000,
        reconnectMsMax: 200,
        subscriptions: [
          {
            topic: 'plant/list',
            mapping: { form: 'list', name: 'tag', value: 'v', time: { path: 't', format: 'epoch-ms' }, aheadMsMax },
          },
          {
            topic: `plant/value/${timedTag}`,
            mapping: { form: 'value', value: 'v', time: { path: 't', format: 'epoch-ms' }, aheadMsMax },
          },
          { topic: `plant/value/${bareTag}`, mapping: { form: 'value' } },
        ],
      },
      {
        kind: 'csv',
        id: logSource,
        path: 'log.csv',
        followSeconds: 0.2,
        mapping: {
          fact: { kind: 'production', state: 'running' },
          key: ['key'],
          equipment: 'machine',
          startAt: 'start',
          endAt: 'end',
          completedCount: 'good',
          product: { value: 'Housing' },
          operation: { value: 'Turning' },
          workOrder: { value: 'A-1' },
        },
      },
    ],
    audiences: [],
    transports: [],
    reports: [],
  });
  const path = join(dir, 'gemba.config.json');
  await writeFile(path, JSON.stringify(plant));
  await writeFile(join(dir, 'log.csv'), 'key,machine,start,end,good\n');
  return path;
}
