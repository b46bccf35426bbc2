/**
 * The core of the simulation against closed forms (test/fixtures/queueing/). Twenty replications with fixed seeds each;
 * the published value lies within their 99.9 % confidence interval, whose half-width is below the share of the value that
 * each test names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlowNetwork, leaves, noPiece, type StationModel, type UnitModel, unitStates } from 'gemba/simulation';
import { createRandom, createSampler, type Distribution } from 'gemba/stats';
import { describe, expect, test } from 'vitest';
import { expectAgreement, replicate } from './replications.ts';

interface ClosedForms {
  readonly mm1: readonly { arrivalRate: number; serviceRate: number; L: number; W: number; utilisation: number }[];
  readonly mmc: readonly {
    arrivalRate: number;
    serviceRate: number;
    servers: number;
    L: number;
    utilisation: number;
  }[];
  readonly mg1: readonly {
    arrivalRate: number;
    meanService: number;
    serviceScv: number;
    distribution: string;
    L: number;
  }[];
  readonly mm1k: readonly {
    arrivalRate: number;
    serviceRate: number;
    capacity: number;
    blocking: number;
    throughput: number;
    L: number;
  }[];
  readonly jackson: readonly {
    name: string;
    externalArrivals: readonly number[];
    routing: readonly (readonly number[])[];
    serviceRates: readonly number[];
    servers: readonly number[];
    stations: readonly { arrivalRate: number; utilisation: number; L: number }[];
  }[];
  readonly tandemTwoStationBuffer: readonly {
    serviceRate1: number;
    serviceRate2: number;
    buffer: number;
    throughput: number;
  }[];
  readonly saturatedThreeStationLine: readonly {
    serviceRates: readonly number[];
    buffers: readonly number[];
    throughput: number;
  }[];
  readonly gershwinTwoMachine: readonly {
    serviceRates: readonly [number, number];
    failureRates: readonly [number, number];
    repairRates: readonly [number, number];
    buffer: number;
    productionRate: number;
  }[];
  readonly machineRepair: readonly {
    machines: number;
    repairers: number;
    failureRate: number;
    repairRate: number;
    meanDown: number;
    availability: number;
    meanWaiting: number;
  }[];
}

const published = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/queueing/closed-forms.json'), 'utf8'),
) as ClosedForms;

const running = unitStates.indexOf('running');
const down = unitStates.indexOf('down');
const waitingRepair = unitStates.indexOf('waitingRepair');

type Labels = readonly (string | number)[];
const sampler = (distribution: Distribution, ...labels: Labels): (() => number) =>
  createSampler(distribution, createRandom(2026, ...labels));
const exponential = (rate: number, ...labels: Labels): (() => number) =>
  sampler({ kind: 'exponential', mean: 1 / rate }, ...labels);

const servers = (count: number, serviceTime: () => number): UnitModel[] =>
  Array.from({ length: count }, () => ({ serviceTime }));

/** One station with Poisson arrivals; what is lost is counted. */
function runQueue(station: StationModel, arrivalRate: number, time: number, ...labels: Labels) {
  const next = exponential(arrivalRate, 'arrival', ...labels);
  let arrived = 0;
  let lost = 0;
  const network: FlowNetwork = new FlowNetwork([station], {
    controls: [
      {
        firstAt: next(),
        act(at) {
          arrived++;
          if (!network.arrive(0, 0)) lost++;
          return at + next();
        },
      },
    ],
  });
  network.runUntil(time / 10);
  network.resetStatistics();
  arrived = 0;
  lost = 0;
  network.runUntil(time / 10 + time);
  const served = station.units.reduce((sum, _, unit) => sum + network.servedBy(unit), 0);
  const busy = station.units.reduce((sum, _, unit) => sum + network.stateShareOf(unit, running), 0);
  return { L: network.meanContentOf(0), throughput: served / time, busy, lost: lost / arrived };
}

describe('one station', () => {
  test.each(published.mm1)('M/M/1 at $utilisation has the published number of pieces and utilisation', (row) => {
    const { L, busy, throughput } = replicate((i) =>
      runQueue(
        {
          units: servers(1, exponential(row.serviceRate, 'mm1', i, row.utilisation)),
          places: Infinity,
          route: () => leaves,
        },
        row.arrivalRate,
        row.utilisation > 0.9 ? 300_000 : 60_000,
        'mm1',
        i,
        row.utilisation,
      ),
    );
    expectAgreement(L, row.L, row.utilisation > 0.9 ? 0.12 : 0.06, 'L');
    expectAgreement(busy, row.utilisation, 0.01, 'utilisation');
    expectAgreement(throughput, row.arrivalRate, 0.01, 'throughput');
  });

  test.each(published.mmc)('M/M/$servers at $utilisation has the published number of pieces (Erlang C)', (row) => {
    const { L, busy } = replicate((i) =>
      runQueue(
        {
          units: servers(row.servers, exponential(row.serviceRate, 'mmc', i, row.servers)),
          places: Infinity,
          route: () => leaves,
        },
        row.arrivalRate,
        40_000 / row.serviceRate / Math.sqrt(row.servers),
        'mmc',
        i,
        row.servers,
      ),
    );
    expectAgreement(L, row.L, 0.1, 'L');
    expectAgreement(busy, row.utilisation * row.servers, 0.02, 'busy servers');
  });

  const ofName: Readonly<Record<string, Distribution>> = {
    deterministic: { kind: 'deterministic', mean: 1 },
    exponential: { kind: 'exponential', mean: 1 },
    'Erlang-2': { kind: 'erlang', mean: 1, phases: 2 },
    'hyperexponential scv 4': { kind: 'hyperexponential', mean: 1, scv: 4 },
    'uniform 0..2': { kind: 'uniform', low: 0, high: 2 },
  };
  test.each(published.mg1)('M/G/1 with $distribution service has the published number of pieces', (row) => {
    const { L } = replicate((i) =>
      runQueue(
        {
          units: servers(1, sampler(ofName[row.distribution] as Distribution, 'mg1', i, row.distribution)),
          places: Infinity,
          route: () => leaves,
        },
        row.arrivalRate,
        60_000,
        'mg1',
        i,
        row.distribution,
      ),
    );
    expectAgreement(L, row.L, 0.08, 'L');
  });

  test.each([
    { kind: 'lognormal', mean: 1, scv: 0.5 },
    { kind: 'gamma', mean: 1, scv: 0.5 },
  ] as const)('M/G/1 depends on the first two moments alone: $kind of scv 0.5 is as Erlang-2', (distribution) => {
    const row = published.mg1.find((form) => form.distribution === 'Erlang-2');
    const { L } = replicate((i) =>
      runQueue(
        {
          units: servers(1, sampler(distribution, 'mg1', i, distribution.kind)),
          places: Infinity,
          route: () => leaves,
        },
        0.8,
        60_000,
        'mg1',
        i,
        distribution.kind,
      ),
    );
    expectAgreement(L, row?.L ?? 0, 0.06, 'L');
  });

  test.each(published.mm1k)('M/M/1/$capacity loses the published share of pieces', (row) => {
    const { L, throughput, lost } = replicate((i) =>
      runQueue(
        {
          units: servers(1, exponential(row.serviceRate, 'mm1k', i, row.capacity)),
          places: row.capacity - 1,
          route: () => leaves,
        },
        row.arrivalRate,
        40_000,
        'mm1k',
        i,
        row.capacity,
      ),
    );
    expectAgreement(L, row.L, 0.02, 'L');
    expectAgreement(throughput, row.throughput, 0.01, 'throughput');
    expectAgreement(lost, row.blocking, 0.04, 'lost');
  });
});

test.each(published.jackson)(
  'a Jackson network ($name) has the published pieces and utilisation at each station',
  (row) => {
    const results = replicate((i) => {
      const route = createRandom(2026, 'route', row.name, i);
      const stations = row.serviceRates.map(
        (rate, s): StationModel => ({
          units: servers(row.servers[s] ?? 1, exponential(rate, 'jackson', row.name, i, s)),
          places: Infinity,
          route() {
            const drawn = route.nextUniform();
            let sum = 0;
            for (const [to, share] of (row.routing[s] ?? []).entries()) {
              sum += share;
              if (drawn < sum) return to;
            }
            return leaves;
          },
        }),
      );
      const controls = row.externalArrivals.flatMap((rate, s) => {
        if (rate === 0) return [];
        const next = exponential(rate, 'arrival', row.name, i, s);
        return [
          {
            firstAt: next(),
            act(at: number) {
              network.arrive(s, 0);
              return at + next();
            },
          },
        ];
      });
      const network: FlowNetwork = new FlowNetwork(stations, { controls });
      network.runUntil(5_000);
      network.resetStatistics();
      network.runUntil(65_000);
      let first = 0;
      return Object.fromEntries(
        stations.flatMap(({ units }, s) => {
          const busy = units.reduce((sum, _, k) => sum + network.stateShareOf(first + k, running), 0) / units.length;
          first += units.length;
          return [
            [`L${s}`, network.meanContentOf(s)],
            [`busy${s}`, busy],
          ];
        }),
      );
    });
    row.stations.forEach(({ L, utilisation }, s) => {
      expectAgreement(results[`L${s}`] ?? { mean: 0, half: 0 }, L, 0.12, `L of station ${s}`);
      expectAgreement(results[`busy${s}`] ?? { mean: 0, half: 0 }, utilisation, 0.01, `utilisation of station ${s}`);
    });
  },
);

/** Stations in a row, the first never starved and the last never blocked: pieces a unit of time. */
function lineRate(stations: readonly Omit<StationModel, 'route'>[], time: number): number {
  const network = new FlowNetwork(
    stations.map((station, s) => ({
      ...station,
      ...(s === 0 ? { supply: () => 0 } : {}),
      route: () => (s + 1 < stations.length ? s + 1 : leaves),
    })),
  );
  network.runUntil(time / 10);
  network.resetStatistics();
  network.runUntil(time / 10 + time);
  return network.servedBy(stations.length - 1) / time;
}

describe('lines with buffers', () => {
  test.each(published.tandemTwoStationBuffer)(
    'two stations, $buffer places, rates $serviceRate1 and $serviceRate2: $throughput',
    (row) => {
      const { rate } = replicate((i) => ({
        rate: lineRate(
          [
            { units: servers(1, exponential(row.serviceRate1, 'tandem', i, 0, row.buffer)), places: 0 },
            { units: servers(1, exponential(row.serviceRate2, 'tandem', i, 1, row.buffer)), places: row.buffer },
          ],
          20_000,
        ),
      }));
      expectAgreement(rate, row.throughput, 0.01);
    },
  );

  test.each(published.saturatedThreeStationLine)('three stations, buffers $buffers: $throughput', (row) => {
    const { rate } = replicate((i) => ({
      rate: lineRate(
        row.serviceRates.map((rate, s) => ({
          units: servers(1, exponential(rate, 'three', i, s, ...row.buffers)),
          places: s === 0 ? 0 : (row.buffers[s - 1] ?? 0),
        })),
        20_000,
      ),
    }));
    expectAgreement(rate, row.throughput, 0.01);
  });

  const unreliable = (row: ClosedForms['gershwinTwoMachine'][number], machine: 0 | 1, i: number): UnitModel => ({
    serviceTime: exponential(row.serviceRates[machine], 'gershwin', i, machine, row.buffer),
    ...(row.failureRates[machine] === 0
      ? {}
      : {
          failure: {
            clock: 'working',
            timeToFailure: exponential(row.failureRates[machine], 'failure', i, machine, row.buffer),
            repairTime: exponential(row.repairRates[machine], 'repair', i, machine, row.buffer),
          },
        }),
  });

  test.each(published.gershwinTwoMachine)(
    'two unreliable machines, $buffer places, blocked before service: $productionRate',
    (row) => {
      const { rate } = replicate((i) => ({
        rate: lineRate(
          [
            { units: [unreliable(row, 0, i)], places: 0, blocking: 'beforeService' },
            { units: [unreliable(row, 1, i)], places: row.buffer - 1 },
          ],
          60_000,
        ),
      }));
      expectAgreement(rate, row.productionRate, 0.015);
    },
  );

  test.each(published.gershwinTwoMachine.filter(({ buffer }) => buffer >= 2))(
    'blocked after service with two places less the same machines make as much: $productionRate',
    (row) => {
      const { rate } = replicate((i) => ({
        rate: lineRate(
          [
            { units: [unreliable(row, 0, i + 100)], places: 0 },
            { units: [unreliable(row, 1, i + 100)], places: row.buffer - 2 },
          ],
          60_000,
        ),
      }));
      expectAgreement(rate, row.productionRate, 0.015);
    },
  );
});

describe('failures and repair', () => {
  test.each(published.machineRepair)('$machines machines and $repairers repairers', (row) => {
    const results = replicate((i) => {
      const station: StationModel = {
        units: Array.from({ length: row.machines }, (_, machine) => ({
          serviceTime: () => 1,
          failure: {
            clock: 'always' as const,
            timeToFailure: exponential(row.failureRate, 'life', i, machine, row.machines, row.repairers),
            repairTime: exponential(row.repairRate, 'repair', i, machine, row.machines, row.repairers),
            crew: 0,
          },
        })),
        places: 0,
        route: () => leaves,
        supply: () => noPiece,
      };
      const network = new FlowNetwork([station], { crewSizes: [row.repairers] });
      const time = row.machines > 100 ? 20_000 : 30_000;
      network.runUntil(time / 10);
      network.resetStatistics();
      network.runUntil(time / 10 + time);
      const sum = (state: number) => station.units.reduce((total, _, u) => total + network.stateShareOf(u, state), 0);
      const meanWaiting = sum(waitingRepair);
      const meanDown = sum(down) + meanWaiting;
      return { meanWaiting, meanDown, availability: 1 - meanDown / row.machines };
    });
    expectAgreement(results.meanWaiting, row.meanWaiting, 0.08, 'waiting');
    expectAgreement(results.meanDown, row.meanDown, 0.04, 'down');
    expectAgreement(results.availability, row.availability, 0.01, 'availability');
  });

  test.each([
    ['working', 0.9],
    ['working', 0.5],
    ['always', 0.8],
  ] as const)(
    'a machine alone whose clock runs %s is available MTBF / (MTBF + MTTR) = %d of the time',
    (clock, share) => {
      const mtbf = 90;
      const mttr = (mtbf * (1 - share)) / share;
      const results = replicate((i) => {
        const network = new FlowNetwork([
          {
            units: [
              {
                serviceTime: sampler({ kind: 'lognormal', mean: 2, scv: 0.2 }, 'alone', i, clock, share),
                failure: {
                  clock,
                  timeToFailure: exponential(1 / mtbf, 'failure', i, clock, share),
                  repairTime: sampler({ kind: 'lognormal', mean: mttr, scv: 1 }, 'repair', i, clock, share),
                },
              },
            ],
            places: 0,
            supply: () => 0,
            route: () => leaves,
          },
        ]);
        network.runUntil(300_000);
        return { running: network.stateShareOf(0, running), rate: network.servedBy(0) / 300_000 };
      });
      expectAgreement(results.running, share, 0.03, 'availability');
      expectAgreement(results.rate, share / 2, 0.03, 'rate');
    },
  );
});

test('the interval is narrow enough to catch a simulator that is wrong: one that forgets to block', () => {
  const row = published.saturatedThreeStationLine[0];
  const { rate } = replicate((i) => ({
    rate: lineRate(
      [0, 1, 2].map((s) => ({ units: servers(1, exponential(1, 'three', i, s)), places: s === 0 ? 0 : 50 })),
      20_000,
    ),
  }));
  expect(() => expectAgreement(rate, row?.throughput ?? 0, 0.01)).toThrow();
});
