import { sourceConformance } from 'gemba/testing';
import { describe, it } from 'vitest';
import { startAedes } from '../mqtt/support/aedes-broker.ts';
import { fixtureOf } from './support/conformance.ts';

describe('a Sparkplug broker as a source, with an edge node that keeps what it measures for its host', () => {
  const createFixture = fixtureOf(() => startAedes());
  for (const { name, check } of sourceConformance) it(name, () => check(createFixture));
});
