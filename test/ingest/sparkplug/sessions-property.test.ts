/** Sessions of an edge node over a network that loses, repeats and reorders messages. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostOutput, SparkplugReading } from '../../../src/ingest/sparkplug/host-output.ts';
import { fixture } from './support/fixtures.ts';
import { HostRig, type MetricSpec, nodeBirth, nodeDeath, options, type Sent, send, startMs } from './support/host.ts';

/** What the node sends, with what each message says: `tag at value`. */
interface Step {
  readonly sent: Sent;
  readonly says: readonly string[];
  readonly kind: 'birth' | 'data' | 'death';
}

const tagOf = (device: string, name: string): string => `Plant1/EdgeA/${device}/${name}`;
const say = (tag: string, at: number, value: unknown): string => `${tag} ${at} ${value}`;

/** One session: births of the devices, then data. Its numbers begin at `first`, so that they go around. */
function session(
  number: number,
  devices: readonly string[],
  data: readonly number[],
  swaps: boolean,
  first: number = 0,
): readonly Step[] {
  let at = startMs + number * 1_000_000;
  let seq = first;
  let value = number * 10_000;
  const names = swaps && number % 2 === 1 ? ['u', 't'] : ['t', 'u'];
  const steps: Step[] = [{ sent: nodeBirth(at, number, [], first), says: [], kind: 'birth' }];
  const device = (
    verb: 'DBIRTH' | 'DDATA',
    id: string,
    metrics: readonly MetricSpec[],
    saidNames: readonly string[],
  ): void => {
    at += 10;
    seq = (seq + 1) % 256;
    steps.push({
      sent: send({ verb, device: id, seq, at, metrics }),
      says: metrics.map((metric, i) => say(tagOf(id, saidNames[i] as string), at, metric['double_value'])),
      kind: verb === 'DBIRTH' ? 'birth' : 'data',
    });
  };
  for (const id of devices) {
    const metrics = names.map((name, i) => ({ name, alias: BigInt(i), type: 'Double', double_value: value++ }));
    device('DBIRTH', id, metrics, names);
  }
  for (const choice of data) {
    const id = devices[choice % devices.length] as string;
    device('DDATA', id, [{ alias: BigInt(choice % 2), double_value: value++ }], [names[choice % 2] as string]);
  }
  steps.push({ sent: nodeDeath(number), says: [], kind: 'death' });
  return steps;
}

const devicesAndData = (dataMax: number): fc.Arbitrary<readonly [readonly string[], readonly number[]]> =>
  fc.tuple(
    fc.integer({ min: 1, max: 3 }).map((count) => ['D0', 'D1', 'D2'].slice(0, count)),
    fc.array(fc.nat(5), { minLength: 1, maxLength: dataMax }),
  );

const saidBy = (readings: readonly SparkplugReading[]): readonly string[] =>
  readings.map(({ tag, at, value }) => say(tag, at, value));

/** Gives the host the messages, 1 ms apart, then lets every wait come to its end. */
function run(messages: readonly Sent[], rig: HostRig = new HostRig()): readonly HostOutput[] {
  const outputs = messages.map((sent) => {
    rig.nowMs++;
    return rig.receive(sent);
  });
  return [...outputs, rig.tickAfter(options.reorderTimeoutMs)];
}

const all = <T>(outputs: readonly HostOutput[], pick: (output: HostOutput) => readonly T[]): readonly T[] =>
  outputs.flatMap(pick);
const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();

/** Puts each message at most `distanceMax` places later, and some of them twice. */
function jumbled(steps: readonly Step[], distanceMax: number): fc.Arbitrary<readonly Sent[]> {
  const fates = fc.array(fc.record({ late: fc.nat(distanceMax), again: fc.option(fc.nat(distanceMax)) }), {
    minLength: steps.length,
    maxLength: steps.length,
  });
  return fates.map((each) =>
    steps
      .flatMap(({ sent }, i) => {
        const { late, again } = each[i] as { late: number; again: number | null };
        const copies = [{ sent, place: i + late }];
        return again === null ? copies : [...copies, { sent, place: i + late + again }];
      })
      .sort((a, b) => a.place - b.place)
      .map(({ sent }) => sent),
  );
}

test('reordered and repeated messages of a session give each value once and good, and nothing is asked for', () => {
  const cases = fc.tuple(devicesAndData(300), fc.nat(255)).chain(([[devices, data], first]) => {
    const steps = session(0, devices, data, false, first).slice(0, -1);
    return fc.tuple(fc.constant(steps), jumbled(steps, 6));
  });
  fc.assert(
    fc.property(cases, ([steps, messages]) => {
      const outputs = run(messages);
      const readings = all(outputs, (output) => output.readings);
      expect(sorted(saidBy(readings))).toEqual(sorted(steps.flatMap(({ says }) => says)));
      expect(readings.every(({ quality }) => quality === 0)).toBe(true);
      expect(all(outputs, (output) => output.rebirths)).toEqual([]);
      expect(all(outputs, (output) => output.refusals)).toEqual([]);
      expect(all(outputs, (output) => output.events).every(({ kind }) => kind.endsWith('-online'))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a rebirth is asked for exactly when a message is missing before one that came', () => {
  const cases = fc.tuple(devicesAndData(40), fc.nat(255)).chain(([[devices, data], first]) => {
    const steps = session(0, devices, data, false, first).slice(0, -1);
    const losses = fc.uniqueArray(fc.nat(steps.length - 1), { maxLength: 4 });
    return fc.tuple(fc.constant(steps), losses);
  });
  fc.assert(
    fc.property(cases, ([steps, losses]) => {
      const arrived = steps.filter((_, i) => !losses.includes(i));
      const lastArrived = steps.findLastIndex((_, i) => !losses.includes(i));
      const rig = new HostRig();
      const outputs = run(
        arrived.map(({ sent }) => sent),
        rig,
      );
      const isMissing = losses.some((i) => i < lastArrived);
      expect(all(outputs, (output) => output.rebirths).length > 0).toBe(isMissing);
      const said = new Set(arrived.flatMap(({ says }) => says));
      expect(saidBy(all(outputs, (output) => output.readings)).every((text) => said.has(text))).toBe(true);
      if (!isMissing) return;
      // The node answers: from then on all is as if nothing had been lost.
      const again = session(0, ['D0'], [0, 1], false).map(({ sent }) => sent);
      const answered = [
        nodeBirth(startMs + 900_000),
        ...again.slice(1, -1).map(({ topic, payload }) => ({ topic, payload: later(payload) })),
      ];
      const after = run(answered, rig);
      expect(all(after, (output) => output.rebirths)).toEqual([]);
      expect(all(after, (output) => output.readings).map(({ quality }) => quality)).toEqual([0, 0, 0, 0]);
    }),
    { numRuns: 300 },
  );
});

/** The same payload, of a later time: its first field is the timestamp, six bytes long. */
function later(payload: Uint8Array): Uint8Array {
  const birth = nodeBirth(startMs + 950_000).payload;
  return Uint8Array.from([...birth.subarray(0, 7), ...payload.subarray(7)]);
}

test('sessions that give their aliases new meanings are told apart, whatever data are lost', () => {
  const cases = fc
    .array(devicesAndData(20), { minLength: 2, maxLength: 4 })
    .map((sessions) => sessions.flatMap(([devices, data], i) => session(i, devices, data, true)))
    .chain((steps) =>
      fc.tuple(fc.constant(steps), fc.array(fc.boolean(), { minLength: steps.length, maxLength: steps.length })),
    );
  fc.assert(
    fc.property(cases, ([steps, isLost]) => {
      const arrived = steps.filter(({ kind }, i) => kind === 'birth' || !isLost[i]);
      const outputs = run(arrived.map(({ sent }) => sent));
      expect(sorted(saidBy(all(outputs, (output) => output.readings)))).toEqual(
        sorted(arrived.flatMap(({ says }) => says)),
      );
    }),
    { numRuns: 200 },
  );
});

test('stragglers of a session are never read by the births of the next', () => {
  const cases = fc
    .array(devicesAndData(8), { minLength: 2, maxLength: 4 })
    .map((sessions) => sessions.flatMap(([devices, data], i) => session(i, devices, data, true)))
    .chain((steps) =>
      fc.tuple(fc.constant(steps), fc.array(fc.nat(12), { minLength: steps.length, maxLength: steps.length })),
    );
  fc.assert(
    fc.property(cases, ([steps, late]) => {
      const messages = steps
        .map(({ sent, kind }, i) => ({ sent, place: i + (kind === 'data' ? (late[i] as number) : 0) }))
        .sort((a, b) => a.place - b.place)
        .map(({ sent }) => sent);
      const said = new Set(steps.flatMap(({ says }) => says));
      const outputs = run(messages);
      expect(saidBy(all(outputs, (output) => output.readings)).filter((text) => !said.has(text))).toEqual([]);
      expect(all(outputs, (output) => output.applied).length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('in any order, with any loss and repetition, every message is read, dropped or refused, once, and no value is wrong', () => {
  const cases = fc
    .array(devicesAndData(12), { minLength: 1, maxLength: 3 })
    .map((sessions) => sessions.flatMap(([devices, data], i) => session(i, devices, data, false)))
    .chain((steps) =>
      fc.tuple(fc.constant(steps), fc.array(fc.constantFrom(...steps), { maxLength: steps.length * 2 })),
    );
  fc.assert(
    fc.property(cases, ([steps, messages]) => {
      const outputs = run(messages.map(({ sent }) => sent));
      const applied = all(outputs, (output) => output.applied).length;
      const dropped = all(outputs, (output) => output.dropped).length;
      const refused = all(outputs, (output) => output.refusals).filter(({ field }) => field === '').length;
      expect(applied + dropped + refused).toBe(messages.length);
      const said = new Set(steps.flatMap(({ says }) => says));
      expect(saidBy(all(outputs, (output) => output.readings)).filter((text) => !said.has(text))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('the session of the fixtures gives its values in any order within the window, however often each comes', () => {
  const steps = ['01', '02', '03', '04', '06', '05'].map((start): Step => {
    const { topic, bytes } = fixture(start);
    return { sent: { topic, payload: bytes }, says: [], kind: 'data' };
  });
  const inOrder = all(run(steps.map(({ sent }) => sent)), (output) => output.readings);
  fc.assert(
    fc.property(jumbled(steps, 6), (messages) => {
      const outputs = run(messages);
      expect(all(outputs, (output) => output.readings)).toEqual(inOrder);
      expect(all(outputs, (output) => output.rebirths)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
