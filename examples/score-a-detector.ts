/** A simulated day, a plain detector (six deviations from the last ten minutes), and what the truth says of it. */
import { type AnomalyTruth, createPlantScenario, simulatePlant, type TruthRecord } from 'gemba/simulation';

const scenario = createPlantScenario({ seed: 7, machines: 12, tags: 60, days: 1, sensorsPerAnomaly: 2 });
const signals = new Map<string, { readonly last: number[]; readonly alarms: number[] }>();
const truth: TruthRecord[] = [];
let readings = 0;

for (const part of simulatePlant(scenario)) {
  if (part.kind === 'truth') truth.push(...part.records);
  if (part.kind !== 'readings') continue;
  const { tag, at, value } = part.table.columns;
  readings += part.table.length;
  // Every tenth reading is enough here.
  for (let i = 0; i < part.table.length; i += 10) {
    const id = tag.dictionary[tag.codes[i] as number] as string;
    const signal = signals.get(id) ?? { last: [], alarms: [] };
    signals.set(id, signal);
    const now = value[i] as number;
    if (signal.last.length === 60) {
      const mean = signal.last.reduce((sum, x) => sum + x, 0) / 60;
      const deviation = Math.sqrt(signal.last.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 59);
      if (Math.abs(now - mean) > 6 * deviation) signal.alarms.push(at[i] as number);
      signal.last.shift();
    }
    signal.last.push(now);
  }
}

const anomalies = truth.filter((record): record is AnomalyTruth => record.kind === 'anomaly');
const isIn = (at: number, { startAt, endAt }: AnomalyTruth) => at >= startAt && at < endAt;
const found = anomalies.filter((one) => signals.get(one.tag)?.alarms.some((at) => isIn(at, one)));
const alarms = [...signals].flatMap(([tag, signal]) => signal.alarms.map((at) => ({ tag, at })));
const wrong = alarms.filter(({ tag, at }) => !anomalies.some((one) => one.tag === tag && isIn(at, one)));
console.log(`${readings} readings, ${anomalies.length} planted anomalies, ${found.length} found.`);
console.log(`${alarms.length} alarms, ${wrong.length} of them wrong: machines start and stop, and products change.`);
console.log('A detector has to know the regime. What was planted:');
for (const { tag, form, size } of anomalies.slice(0, 6)) console.log(`  ${form} of ${size} on ${tag}`);
