/** Prints the fingerprint of a simulated plant, for a test that runs it in several zones of the machine. */
import { type AnyFactTable, fingerprintOf } from '../../src/model/index.ts';
import { createPlantScenario, simulatePlant } from '../../src/simulation/index.ts';

const tables: AnyFactTable[] = [];
const truth: unknown[] = [];
for (const part of simulatePlant(
  createPlantScenario({
    seed: 42,
    machines: 5,
    machinesPerLine: 3,
    tags: 20,
    days: 2,
    from: '2026-03-28',
    intervalMs: 10_000,
  }),
)) {
  if (part.kind === 'readings') tables.push(part.table);
  else if (part.kind === 'reports') tables.push(part.production, part.equipmentState);
  else if (part.kind === 'truth') truth.push(...part.records);
}
const machineOffset = new Date(2012, 0, 1).getTimezoneOffset();
process.stdout.write(
  JSON.stringify({
    machineOffset,
    fingerprint: fingerprintOf(tables),
    facts: tables.reduce((n, t) => n + t.length, 0),
    truth,
  }),
);
