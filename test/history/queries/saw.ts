/** The hour of a saw that docs/time-axis.md works through: its plant and readings, as the page has them. */
import { readFileSync } from 'node:fs';
import {
  compilePlant,
  type FactTable,
  type Plant,
  plantSchema,
  type TagConfig,
  toTable,
  type UnitSignalsConfig,
} from 'gemba/model';
import { plantInputWith } from '../../analytics/signals/saw.ts';

const page = readFileSync(new URL('../../../docs/time-axis.md', import.meta.url), 'utf8');
const { tags, signals } = JSON.parse((page.match(/```json plant\n(.*?)```/s) as RegExpMatchArray)[1] as string) as {
  tags: TagConfig[];
  signals: UnitSignalsConfig;
};

export const sawPlant: Plant = compilePlant(plantSchema.parse(plantInputWith(signals, tags)));
export const atOf = (time: string): number => Date.parse(`2026-03-02T${time}Z`);
export const sawHour = { fromAt: atOf('06:00'), toAt: atOf('07:00') };

export const sawReadings: FactTable<'reading'> = toTable(
  'reading',
  [...page.matchAll(/^\| (\d\d:\d\d) \| (speed|fault|pieces|order) \| (\S+) \|/gm)].map(([, time, tag, says]) => ({
    tag: tag as string,
    at: atOf(time as string),
    ...(tag === 'order' ? { text: says as string } : { value: Number(says) }),
    source: 'plc',
  })),
);
