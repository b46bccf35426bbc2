import { sourceConformance } from 'gemba/testing';
import { describe, it } from 'vitest';
import { publishAll, startAedes } from './support/aedes-broker.ts';
import { fixtureOf } from './support/conformance.ts';

describe('a broker as a source', () => {
  const createFixture = fixtureOf(async () => {
    const broker = await startAedes();
    return {
      url: broker.url,
      // Against MQTT-3.3.1-1; with refused messages among them the rules are held by Mosquitto, in conformance.peers.ts.
      marksRepeats: false,
      publish: (messages) => publishAll(broker, messages),
      [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
    };
  });
  for (const { name, check } of sourceConformance) it(name, () => check(createFixture));
});
