/** The demo's log as raw rows, by plain reading: no field of it is quoted. Nothing of the library is used. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PlainRow {
  readonly line: number;
  readonly order: string;
  readonly operation: string;
  readonly resource: string;
  /** UTC epoch minutes. */
  readonly start: number;
  readonly end: number;
  readonly ordered: number;
  readonly product: string;
  readonly worker: string;
  readonly type: string;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  readonly rework: boolean;
}

export const plainRows: readonly PlainRow[] = readFileSync(
  join(import.meta.dirname, '../../demo/production_log.csv'),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((text, i) => {
    const cell = text.replace('\r', '').split(',') as string[];
    const at = (k: number): string => cell[k] ?? '';
    return {
      line: i + 2,
      order: at(0),
      operation: at(1),
      resource: at(2),
      start: utcMinute(at(3)),
      end: utcMinute(at(4)),
      ordered: Number(at(6)),
      product: at(7),
      worker: at(8),
      type: at(9),
      completed: Number(at(10)),
      scrap: Number(at(11)),
      hold: Number(at(12)),
      rework: at(13) === 'Y',
    };
  });

/**
 * A local time of Asia/Jerusalem in early 2012, as UTC epoch minutes: two hours ahead until 2012-03-30T02:00, three from
 * 03:00 on. What lies between does not exist and is taken as an hour later, which is two hours ahead as well.
 */
export function utcMinute(local: string): number {
  const time = local.length === 10 ? `${local}T07:00` : local;
  return Date.parse(`${time}:00Z`) / 60_000 - (time >= '2012-03-30T03:00' ? 180 : 120);
}

/** Names of the log, in the order they appear. */
export const plainResources: readonly string[] = [...new Set(plainRows.map(({ resource }) => resource))];
