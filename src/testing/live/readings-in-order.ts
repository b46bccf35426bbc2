/** The parts of a simulated plant with its readings as devices would send them: in the order of their times. */
import { type FactTable, textAt } from '../../model/index.ts';
import { type SimulatedPart, type SimulatedPlantInput, simulatePlant } from '../../simulation/index.ts';
import type { SentReading } from '../sent-reading.ts';

export type LivePart =
  | Exclude<SimulatedPart, { readonly kind: 'readings' }>
  | { readonly kind: 'readings'; readonly readings: readonly SentReading[] };

/** Readings held in memory at once, about. */
const readingsPerWindow = 50_000;

/** Simulates a plant; readings come in windows, sorted by time within and over them. */
export function* simulateInOrder(input: SimulatedPlantInput): Generator<LivePart> {
  const perMs = input.sensors.reduce((sum, { intervalMs }) => sum + 1 / intervalMs, 0);
  const windowMs = Math.min(3_600_000, Math.max(1_000, Math.floor(readingsPerWindow / Math.max(perMs, 1e-6))));
  let readings: SentReading[] = [];
  let windowAt = Number.NaN;
  for (const part of simulatePlant(input, { windowMs })) {
    // Tables of a window come after its states and reports, and before what belongs to the next.
    const isSame = part.kind === 'readings' && part.window.fromAt === windowAt;
    if (!isSame && readings.length > 0) {
      yield { kind: 'readings', readings: readings.sort((a, b) => a.at - b.at) };
      readings = [];
    }
    if (part.kind !== 'readings') yield part;
    else {
      windowAt = part.window.fromAt;
      pushReadings(part.table, readings);
    }
  }
  if (readings.length > 0) yield { kind: 'readings', readings: readings.sort((a, b) => a.at - b.at) };
}

function pushReadings({ length, columns }: FactTable<'reading'>, into: SentReading[]): void {
  for (let i = 0; i < length; i++) {
    const text = textAt(columns.text, i);
    into.push({
      tag: textAt(columns.tag, i),
      at: columns.at[i] as number,
      value: text === '' ? (columns.value[i] as number) : text,
    });
  }
}
