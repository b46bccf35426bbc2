/** simulation.week: a week of 300 machines and 1,000 tags at 1 Hz, with its truth; resident memory of the process. */
import { createPlantScenario, simulatePlant } from '../src/simulation/index.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';

const size = quick ? { machines: 30, tags: 100, days: 1 } : { machines: 300, tags: 1_000, days: 7 };
const seconds = (sinceMs: number): number => (performance.now() - sinceMs) / 1_000;

/** Production, states and truth alone: what the sensors cost is the difference. */
function runWithoutReadings(): number {
  const startMs = performance.now();
  for (const part of simulatePlant(createPlantScenario({ ...size, seed: 7 }), { hasReadings: false })) part.kind;
  return seconds(startMs);
}

const memory = watchMemory();
const plantSeconds = runWithoutReadings();
const startMs = performance.now();
let [readings, reports, states, records] = [0, 0, 0, 0];
let sum = 0;
for (const part of simulatePlant(createPlantScenario({ ...size, seed: 7 })))
  if (part.kind === 'readings') {
    readings += part.table.length;
    // Read back, so that nothing of the work can be left out.
    sum += part.table.columns.at[part.table.length - 1] as number;
  } else if (part.kind === 'reports') reports += part.production.length + part.equipmentState.length;
  else if (part.kind === 'states') states += part.states.length;
  else records += part.records.length;
const total = seconds(startMs);
memory.stop();
printFigure({
  bench: 'simulation.week',
  value: Math.round(total * 10) / 10,
  unit: 's',
  context: {
    n: readings,
    ...size,
    reports,
    states,
    records,
    readingsPerSecond: Math.round(readings / total),
    plantSeconds,
    checksum: sum,
    rssMb: memory.peakMb,
    runs: 1,
  },
});
