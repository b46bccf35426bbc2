import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createPlantScenario, type SimulatedPlantInput } from 'gemba/simulation';
import { describe, expect, it, test } from 'vitest';
import { type Collected, collect, joinStates } from './collect.ts';

const program = fileURLToPath(new URL('./determinism.program.ts', import.meta.url));
const runIn = (machineZone: string) =>
  JSON.parse(
    execFileSync(process.execPath, ['--no-warnings', '--conditions=gemba-source', program], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      env: { ...process.env, TZ: machineZone },
    }),
  ) as { machineOffset: number; fingerprint: string; facts: number; truth: unknown };

test('the same seed gives the same facts on every machine, in any zone, also over a change of clocks', () => {
  const utc = runIn('UTC');
  // What this seed gives, on whatever machine this runs; a change of it is a change of every scenario.
  expect({ fingerprint: utc.fingerprint, facts: utc.facts }).toMatchInlineSnapshot(`
    {
      "facts": 338425,
      "fingerprint": "e80e5bcd013df19fa9ee39cbaf266447",
    }
  `);
  for (const machineZone of ['America/Los_Angeles', 'Pacific/Apia', 'Asia/Kathmandu']) {
    const there = runIn(machineZone);
    expect(there.machineOffset).not.toBe(utc.machineOffset);
    expect(there.fingerprint).toBe(utc.fingerprint);
    expect(there.truth).toEqual(utc.truth);
  }
});

const small = { machines: 4, machinesPerLine: 2, tags: 16, days: 2, intervalMs: 5_000, linesPerEvent: 1 };

function ofLines(collected: Collected, lines: readonly string[]) {
  const isOf = (equipment: string | number | undefined): boolean =>
    lines.some((line) => String(equipment).startsWith(`${line}-`));
  return {
    production: collected.production.filter(({ equipment }) => isOf(equipment)),
    stops: collected.stops.filter(({ equipment }) => isOf(equipment)),
    states: collected.states.filter(({ equipment }) => isOf(equipment)),
    readings: [...collected.readings].filter(([tag]) => isOf(tag)),
  };
}

describe('streams of random numbers', () => {
  it('another seed gives other facts', () => {
    const [a, b] = [1, 2].map((seed) => collect(createPlantScenario({ ...small, seed }), { hasReadings: false }));
    expect(a?.fingerprint).not.toBe(b?.fingerprint);
  });

  it('a line that is added, with its machines and sensors, changes nothing of the others', () => {
    const before = collect(createPlantScenario(small));
    const after = collect(createPlantScenario({ ...small, machines: 6, tags: 24 }));
    expect(after.readings.size).toBe(24);
    expect(ofLines(after, ['line-1', 'line-2'])).toEqual(ofLines(before, ['line-1', 'line-2']));
  });

  it('a sensor that is taken away changes no other', () => {
    const input = createPlantScenario(small);
    const gone = input.sensors[0]?.id as string;
    const before = collect(input);
    const after = collect({
      ...input,
      sensors: input.sensors.slice(1),
      anomalies: input.anomalies.filter(({ sensor }) => sensor !== gone),
      changes: input.changes.filter(({ sizes }) => !Object.hasOwn(sizes, gone)),
    });
    expect([...after.readings]).toEqual([...before.readings].filter(([tag]) => tag !== gone));
    expect(after.production).toEqual(before.production);
  });

  it('an anomaly changes readings within it alone', () => {
    const input = createPlantScenario({ ...small, sensorsPerAnomaly: 1, lossRatio: 0.05 });
    const [withThem, without] = [collect(input), collect({ ...input, anomalies: [] })];
    expect(new Set(input.anomalies.map(({ form }) => form)).size).toBe(6);
    for (const [tag, readings] of without.readings) {
      const planted = input.anomalies.filter(({ sensor }) => sensor === tag);
      const isOutside = (at: number): boolean => planted.every(({ fromAt, toAt }) => at < fromAt || at >= toAt);
      const outside = ({ at, value }: typeof readings) =>
        at.flatMap((instant, i) => (isOutside(instant) ? [[instant, value[i]]] : []));
      expect(outside(withThem.readings.get(tag) ?? readings), tag).toEqual(outside(readings));
    }
  });
});

test('windows of another length give the same facts and the same truth', () => {
  const input: SimulatedPlantInput = createPlantScenario({ ...small, sensorsPerAnomaly: 2 });
  const hours = collect(input);
  for (const windowMs of [86_400_000, 7 * 60_000 + 1]) {
    const other = collect(input, { windowMs, readingRowsMax: 5_000 });
    expect(other.fingerprint).toBe(hours.fingerprint);
    expect(other.truth).toEqual(hours.truth);
    expect(joinStates(other.states)).toEqual(joinStates(hours.states));
  }
});
