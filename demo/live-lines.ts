/** What the live demo prints. */
import { readFile } from 'node:fs/promises';
import type { Account, Known } from 'gemba/model';
import type { LivePicture } from 'gemba/monitor';
import { analyseWindow, type OpenPlant, type ReportWindow } from 'gemba/runtime';
import type { TruthOf, TruthRecord } from 'gemba/simulation';
import type { SimulationResult } from 'gemba/testing';

const widths = [18, 9, 7, 6, 8, 7, 7, 7, 9] as const;

export const hourTitle: string = row([
  'Time of the plant',
  'running',
  'setup',
  'down',
  'unknown',
  'A',
  'P',
  'Q',
  'OEE',
  'pieces',
]);

/** The plant as it is: how many machines are in which state, and its production day so far. */
export function hourLine({ plant }: LivePicture, time: string): string {
  if (plant === undefined) return '';
  const { unitCounts, day } = plant;
  const { ratios, pieces } = day.figures;
  return row([
    `${time.slice(0, 10)} ${time.slice(11, 16)}`,
    ...[unitCounts.running, unitCounts.setup, unitCounts.down, unitCounts.unknown].map(String),
    ...[ratios.availability, ratios.performance, ratios.quality, ratios.oee].map(percent),
    (pieces.completed + pieces.scrap).toLocaleString('en-US'),
  ]);
}

/** Whether everything that was sent is in history. */
export function accountLines(sent: SimulationResult, account: Account | undefined): string[] {
  const whole = (value: number): string => value.toLocaleString('en-US');
  const { received = 0, stored = 0, duplicate = 0, refused = 0, lost = 0 } = account ?? {};
  const seconds = (sent.elapsedMs / 1_000).toFixed(0);
  return [
    `Sent ${whole(sent.readings)} readings in ${seconds} s; the broker took ${whole(sent.publisher?.acknowledgedReadings ?? 0)}.`,
    `Received ${whole(received)} = ${whole(stored)} stored + ${whole(duplicate)} twice + ${whole(refused)} refused + ${whole(lost)} lost.`,
    stored === sent.readings ? 'Every reading that was sent is in history, once.' : 'That is not what was sent.',
  ];
}

/** The figures of the day beside what was true. */
export async function truthLines(plant: OpenPlant, window: ReportWindow, truthPath: string): Promise<string[]> {
  const { analysis } = await analyseWindow(plant, window);
  const { times, pieces, ideal } = analysis.figures.plant;
  const days = (await readFile(truthPath, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"machineDay"'))
    .map((line) => JSON.parse(line) as TruthRecord as TruthOf<'machineDay'>);
  const sum = (of: (day: TruthOf<'machineDay'>) => number): number => days.reduce((all, day) => all + of(day), 0);
  const share = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;
  const line = (name: string, found: string, truth: string): string =>
    `${name.padEnd(18)}${found.padStart(12)}${truth.padStart(12)}`;
  const made = sum((day) => day.completedCount + day.scrapCount);
  return [
    line('The whole day', 'by sensors', 'in truth'),
    line('pieces', String(pieces.completed + pieces.scrap), String(made)),
    line('scrap', String(pieces.scrap), String(sum((day) => day.scrapCount))),
    line('setup, h', hours(times.setupMs), hours(sum((day) => day.setupMs))),
    line(
      'ideal time made',
      share(ideal.idealMs, times.plannedMs),
      share(
        sum((day) => day.idealMs),
        sum((day) => day.plannedMs),
      ),
    ),
    'What is made after a sensor’s last reading of the day is read on the day after.',
  ];
}

function percent(ratio: Known): string {
  return ratio.kind === 'unknown' ? '–' : `${(100 * ratio.value).toFixed(0)} %`;
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}

function row(cells: readonly string[]): string {
  const [first = '', ...others] = cells;
  return first.padEnd(widths[0]) + others.map((cell, i) => cell.padStart(widths[i + 1] ?? 8)).join('');
}
