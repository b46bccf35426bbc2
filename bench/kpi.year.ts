/**
 * kpi.year: every KPI of the table, of each of 300 machines in each shift of a year, from columns of facts in memory to columns of
 * values and bounds. pandas works out the OEE of the same facts beside it. Making the facts is not in it.
 */
import { loadavg } from 'node:os';
import { computeKpis, listKpis } from '../src/analytics/index.ts';
import { compilePlant, type FactTable } from '../src/model/index.ts';
import { facilityPlantFile, generateFacility, machineCount, reportedDate } from './support/facility.ts';
import { joinTables } from './support/join-tables.ts';
import { printFigure, quick, spreadOf } from './support/measure.ts';
import { askPandas } from './support/pandas-peer.ts';
import { watchMemory } from './support/peak-memory.ts';

const days = quick ? 90 : 365;
const runs = quick ? 5 : 7;

interface Facts {
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
}

function makeFacts(): Facts {
  const production: FactTable<'production'>[] = [];
  const equipmentState: FactTable<'equipmentState'>[] = [];
  for (const tables of generateFacility(days))
    for (const table of tables)
      if (table.kind === 'production') production.push(table);
      else if (table.kind === 'equipmentState') equipmentState.push(table);
  return { production: joinTables(production), equipmentState: joinTables(equipmentState) };
}

/** What the OEE is made of, by columns that pandas reads. */
function pandasColumns({ production: { columns, length } }: Facts, firstAt: number) {
  const running = columns.state.dictionary.indexOf('running');
  const groups = columns.operation.dictionary.length;
  const bad = columns.scrapCount.map((scrap, i) => scrap + (columns.holdCount[i] as number));
  return {
    unit: columns.equipment.codes,
    start: columns.startAt,
    end: columns.endAt,
    group: columns.product.codes.map((product, i) => product * groups + (columns.operation.codes[i] as number)),
    running: Uint8Array.from({ length }, (_, i) => Number(columns.state.codes[i] === running)),
    good: columns.completedCount,
    bad,
    first: Float64Array.of(firstAt),
  };
}

const plant = compilePlant(facilityPlantFile());
const last = plant.productionDay(reportedDate);
const whole = { fromAt: plant.shiftDay(last, 1 - days).fromAt, toAt: last.toAt };
const windows = plant.listShifts(whole);
const facts = makeFacts();
const kpis = listKpis(plant.kpis);

const memory = watchMemory();
const [seconds, cpuSeconds]: [number[], number[]] = [[], []];
let known = 0;
let meanOee = Number.NaN;
for (let run = 0; run <= runs; run++) {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const answer = computeKpis({ plant, ...facts }, { windows, groupBy: ['workUnit'], kpis });
  const wallSeconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  known = answer.columns.reduce(
    (sum, { value }) => sum + value.reduce((n, one) => n + Number(!Number.isNaN(one)), 0),
    0,
  );
  const oee = answer.columns.find(({ kpi }) => kpi.id === 'oeeIndex')?.value.filter((one) => !Number.isNaN(one));
  meanOee = oee === undefined ? Number.NaN : oee.reduce((sum, one) => sum + one, 0) / oee.length;
  // The first run warms up.
  if (run === 0) continue;
  seconds.push(wallSeconds);
  cpuSeconds.push((user + system) / 1_000_000);
}
memory.stop();
const load = loadavg().map((one) => Math.round(one * 10) / 10);
const peer = await askPandas(pandasColumns(facts, whole.fromAt), windows.length, quick ? 3 : 5);
const spread = spreadOf(seconds);
printFigure({
  bench: 'kpi.year',
  value: spread.median,
  unit: 's',
  context: {
    facts: facts.production.length + facts.equipmentState.length,
    machines: machineCount,
    days,
    shifts: windows.length,
    kpis: kpis.length,
    known,
    meanOee,
    ...spread,
    cpuSeconds: spreadOf(cpuSeconds),
    rssMb: memory.peakMb,
    load,
    ...(peer === undefined
      ? { peer: 'pandas is not installed' }
      : {
          peer: {
            name: peer.name,
            kpis: 1,
            rows: peer.rows,
            meanOee: peer.mean,
            ...spreadOf(peer.seconds.map(([wall]) => wall)),
            cpuSeconds: spreadOf(peer.seconds.map(([, cpu]) => cpu)),
            rssMb: Math.round(peer.rssMb),
          },
        }),
  },
});
