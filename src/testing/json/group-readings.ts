/** Which readings stand in one message. */
import type { ReadingMapping } from '../../ingest/index.ts';
import type { SentReading } from '../sent-reading.ts';
import type { ReadingPlace } from './name-inverse.ts';

export interface PlacedReading {
  readonly reading: SentReading;
  readonly place: ReadingPlace;
}

/** Groups by topic; within one the order stays. @param hasValueColumn of columns, whether one holds all values */
export function groupReadings(
  readings: readonly PlacedReading[],
  form: ReadingMapping['form'],
  hasValueColumn: boolean,
  readingsMax: number,
): readonly (readonly PlacedReading[])[] {
  if (form === 'value') return readings.map((reading) => [reading]);
  const byTopic = Map.groupBy(readings, ({ place }) => place.topic);
  return [...byTopic.values()].flatMap((ofTopic) => {
    if (form === 'list' || hasValueColumn) return cut(ofTopic, readingsMax);
    return form === 'object' ? groupObjects(ofTopic, readingsMax) : groupRectangles(ofTopic, readingsMax);
  });
}

/** One instant, quality and sequence; each key once. */
function groupObjects(readings: readonly PlacedReading[], readingsMax: number): PlacedReading[][] {
  const groups: PlacedReading[][] = [];
  let keys = new Set<string>();
  let former: SentReading | undefined;
  for (const one of readings) {
    const key = keyOf(one);
    const group = groups.at(-1);
    if (group === undefined || group.length >= readingsMax || !isAlike(former, one.reading) || keys.has(key)) {
      groups.push([one]);
      keys = new Set([key]);
    } else {
      group.push(one);
      keys.add(key);
    }
    former = one.reading;
  }
  return groups;
}

/** Rows of one instant; every row of a message has the same keys. */
function groupRectangles(readings: readonly PlacedReading[], readingsMax: number): PlacedReading[][] {
  const rows = groupObjects(readings, readingsMax).map((row) => row.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  const groups: PlacedReading[][] = [];
  let former = '';
  for (const row of rows) {
    const keys = JSON.stringify(row.map(({ place }) => place.keys));
    const group = groups.at(-1);
    if (group === undefined || keys !== former || group.length + row.length > readingsMax) groups.push([...row]);
    else group.push(...row);
    former = keys;
  }
  return groups;
}

function cut<T>(all: readonly T[], countMax: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / countMax) }, (_, i) =>
    all.slice(i * countMax, (i + 1) * countMax),
  );
}

function isAlike(a: SentReading | undefined, b: SentReading): boolean {
  return a?.at === b.at && a.quality === b.quality && a.sequence === b.sequence;
}

const keyOf = ({ place }: PlacedReading): string => place.keys.join('.');
