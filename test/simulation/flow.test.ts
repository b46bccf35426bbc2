/** What holds in every network, whatever its numbers. */
import fc from 'fast-check';
import { FlowNetwork, leaves, type StationModel, unitStates } from 'gemba/simulation';
import { createRandom, createSampler } from 'gemba/stats';
import { describe, expect, it, test } from 'vitest';
import { EventList } from '../../src/simulation/flow/event-list.ts';
import { Ring } from '../../src/simulation/flow/ring.ts';

describe('the event list', () => {
  it('gives events by instant, then entity, as sorting them does', () => {
    const change = fc.record({ entity: fc.nat(15), at: fc.oneof(fc.nat(20), fc.constant(Number.POSITIVE_INFINITY)) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const list = new EventList(16);
        const plain = new Map<number, number>();
        for (const { entity, at } of changes) {
          list.schedule(entity, at);
          if (at === Number.POSITIVE_INFINITY) plain.delete(entity);
          else plain.set(entity, at);
          const first = [...plain].sort((a, b) => a[1] - b[1] || a[0] - b[0])[0];
          expect([list.nextEntity, list.nextAt]).toEqual(first ?? [-1, Number.POSITIVE_INFINITY]);
        }
      }),
    );
  });
});

describe('the ring', () => {
  it('is an array from which the first is shifted and any may be removed', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), item: fc.nat(5) }),
      fc.record({ kind: fc.constant('shift' as const) }),
      fc.record({ kind: fc.constant('remove' as const), item: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const ring = new Ring();
        const plain: number[] = [];
        for (const one of steps) {
          if (one.kind === 'push') {
            ring.push(one.item);
            plain.push(one.item);
          } else if (one.kind === 'shift') expect(ring.shift()).toBe(plain.shift() ?? -1);
          else {
            ring.remove(one.item);
            if (plain.includes(one.item)) plain.splice(plain.indexOf(one.item), 1);
          }
          expect(ring.length).toBe(plain.length);
        }
      }),
    );
  });
});

const lineArbitrary = fc.record({
  seed: fc.nat(1_000_000),
  stations: fc.array(
    fc.record({
      units: fc.integer({ min: 1, max: 3 }),
      places: fc.integer({ min: 0, max: 3 }),
      mean: fc.integer({ min: 1, max: 5 }),
      clock: fc.constantFrom('none', 'working', 'always'),
      hasSetup: fc.boolean(),
      blocking: fc.constantFrom('afterService', 'beforeService'),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  crew: fc.integer({ min: 1, max: 2 }),
});

const blocked = unitStates.indexOf('blocked');
const starved = unitStates.indexOf('starved');
const [down, waitingRepair, setup, waitingOperator, closed, running] = (
  ['down', 'waitingRepair', 'setup', 'waitingOperator', 'closed', 'running'] as const
).map((state) => unitStates.indexOf(state)) as [number, number, number, number, number, number];

test('pieces conserve, a blocked unit has a full station before it, and no crew does two things at once', () => {
  let seenBlocked = 0;
  fc.assert(
    fc.property(lineArbitrary, ({ seed, stations, crew }) => {
      const draw = (mean: number, ...labels: (string | number)[]) =>
        createSampler({ kind: 'exponential', mean }, createRandom(seed, ...labels));
      let supplied = 0;
      let open = true;
      const models = stations.map((station, s): StationModel => {
        // Blocking before service is for stations of one unit with a place or a supply.
        const isBefore = station.blocking === 'beforeService' && station.units === 1 && (s === 0 || station.places > 0);
        return {
          units: Array.from({ length: station.units }, (_, u) => ({
            serviceTime: draw(station.mean, 'service', s, u),
            ...(station.clock === 'none'
              ? {}
              : {
                  failure: {
                    clock: station.clock as 'working' | 'always',
                    timeToFailure: draw(20, 'failure', s, u),
                    repairTime: draw(5, 'repair', s, u),
                    crew: 0,
                  },
                }),
            ...(station.hasSetup
              ? { setup: { timeFor: (_: number, piece: number) => (piece % 4 === 0 ? 2 : 0), crew: 1 } }
              : {}),
          })),
          places: station.places,
          blocking: isBefore ? 'beforeService' : 'afterService',
          route: () => (s + 1 < stations.length ? s + 1 : leaves),
          ...(s === 0 ? { supply: () => supplied++ } : {}),
        };
      });
      const stationOf = models.flatMap(({ units }, s) => units.map(() => s));
      const network: FlowNetwork = new FlowNetwork(models, {
        crewSizes: [crew, 1],
        controls: [
          // The last unit is closed and opened every 13.
          {
            firstAt: 13.1,
            act(at) {
              open = !open;
              network.setOpen(stationOf.length - 1, open);
              return at + 13.1;
            },
          },
          {
            firstAt: 0.5,
            act(at) {
              check();
              return at + 1;
            },
          },
        ],
      });
      const unitsOf = (s: number) => stationOf.flatMap((of, unit) => (of === s ? [unit] : []));
      const inStation = (s: number) =>
        network.waitingAt(s) + unitsOf(s).filter((unit) => network.pieceIn(unit) >= 0).length;
      function check(): void {
        const states = stationOf.map((_, unit) => network.stateOf(unit));
        states.forEach((state, unit) => {
          const next = (stationOf[unit] as number) + 1;
          if (state === blocked) {
            seenBlocked++;
            expect(network.waitingAt(next)).toBe(models[next]?.places);
            for (const other of unitsOf(next)) expect(states[other]).not.toBe(starved);
          }
          if (state === running || state === setup || state === waitingOperator)
            expect(network.pieceIn(unit)).toBeGreaterThanOrEqual(0);
          if (state === starved) expect(network.pieceIn(unit)).toBe(-1);
          if (state === starved && models[stationOf[unit] as number]?.blocking === 'afterService')
            expect(network.waitingAt(stationOf[unit] as number)).toBe(0);
        });
        models.forEach(({ places }, s) => {
          expect(network.waitingAt(s)).toBeLessThanOrEqual(places);
        });
        // A closed unit may be under repair; its crew is then not seen here.
        expect(states.filter((state) => state === down).length).toBeLessThanOrEqual(crew);
        expect(states.filter((state) => state === setup).length).toBeLessThanOrEqual(1);
        if (states.includes(waitingRepair) && !states.includes(closed))
          expect(states.filter((state) => state === down).length).toBe(crew);
      }
      network.runUntil(300);
      let entered = supplied;
      for (const [s, { units }] of models.entries()) {
        const served = unitsOf(s).reduce((sum, unit) => sum + network.servedBy(unit), 0);
        // What came in was served, waits, or is in a unit that has not finished it.
        const finishedInside = unitsOf(s).filter(
          (unit) => network.pieceIn(unit) >= 0 && network.stateOf(unit) === blocked,
        ).length;
        expect(served).toBeLessThanOrEqual(entered);
        expect(served).toBeGreaterThanOrEqual(entered - network.waitingAt(s) - units.length);
        expect(finishedInside).toBeLessThanOrEqual(inStation(s));
        const inside = unitsOf(s).filter((unit) => network.pieceIn(unit) >= 0).length;
        const passedOn = entered - network.waitingAt(s) - inside;
        expect(passedOn).toBeGreaterThanOrEqual(0);
        expect(passedOn).toBeLessThanOrEqual(served);
        entered = passedOn;
        for (const unit of unitsOf(s)) {
          const shares = unitStates.reduce((sum, _, state) => sum + network.stateShareOf(unit, state), 0);
          expect(shares).toBeCloseTo(1, 9);
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(seenBlocked).toBeGreaterThan(1_000);
});

test('a piece that finds no place is refused, and nothing changes', () => {
  const network = new FlowNetwork([{ units: [{ serviceTime: () => 10 }], places: 1, route: () => leaves }]);
  expect([network.arrive(0, 1), network.arrive(0, 2), network.arrive(0, 3)]).toEqual([true, true, false]);
  network.runUntil(10.5);
  expect([network.servedBy(0), network.pieceIn(0), network.waitingAt(0)]).toEqual([1, 2, 0]);
});

test('blocking before service needs a place for what may not begin', () => {
  const model: StationModel = {
    units: [{ serviceTime: () => 1 }],
    places: 0,
    blocking: 'beforeService',
    route: () => leaves,
  };
  expect(() => new FlowNetwork([model])).toThrow('Station 0 is blocked before service');
});

test('work stands still while a unit is closed, and goes on where it was', () => {
  const network: FlowNetwork = new FlowNetwork(
    [{ units: [{ serviceTime: () => 10 }], places: 0, route: () => leaves, supply: () => 0 }],
    {
      controls: [
        {
          firstAt: 4,
          act(at) {
            network.setOpen(0, at !== 4);
            return at === 4 ? 104 : Number.POSITIVE_INFINITY;
          },
        },
      ],
    },
  );
  network.runUntil(109.9);
  expect(network.servedBy(0)).toBe(0);
  network.runUntil(110.1);
  expect(network.servedBy(0)).toBe(1);
  expect(network.stateShareOf(0, closed)).toBeCloseTo(100 / 110.1, 12);
});
