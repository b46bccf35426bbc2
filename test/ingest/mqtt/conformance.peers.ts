import { sourceConformance } from 'gemba/testing';
import { describe, it } from 'vitest';
import { fixtureOf } from './support/conformance.ts';
import { startMosquitto } from './support/mosquitto.ts';
import { openPublisher } from './support/publisher.ts';

describe.each([
  { name: 'MQTT 5', protocolVersion: 5 },
  { name: 'MQTT 3.1.1', protocolVersion: 4 },
])('Mosquitto as a source, $name', ({ protocolVersion }) => {
  const createFixture = fixtureOf(
    async () => {
      const broker = await startMosquitto();
      const publisher = await openPublisher(broker.url);
      return {
        url: broker.url,
        marksRepeats: true,
        publish: (messages) => publisher.publish(messages),
        async [Symbol.asyncDispose]() {
          await publisher[Symbol.asyncDispose]();
          await broker[Symbol.asyncDispose]();
        },
      };
    },
    { protocolVersion },
  );
  for (const { name, check } of sourceConformance) it(name, () => check(createFixture));
});
