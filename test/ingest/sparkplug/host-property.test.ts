/** Messages that no edge node would send. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftTags } from '../../../src/ingest/sparkplug/draft-tags.ts';
import { plainMessage } from './support/arbitraries.ts';
import { encode } from './support/encode.ts';
import { HostRig, options, type Sent, startMs } from './support/host.ts';

const payload: fc.Arbitrary<Uint8Array> = fc.oneof(
  plainMessage().map((plain) => encode(plain)),
  fc
    .tuple(plainMessage(), fc.nat(3), fc.nat(5))
    .map(([plain, seq, ms]) => encode({ ...plain, seq: BigInt(seq), timestamp: BigInt(startMs + ms) })),
  fc.uint8Array({ maxLength: 30 }),
);

const sent: fc.Arbitrary<Sent> = fc.record({
  topic: fc.constantFrom(
    ...['NBIRTH/N', 'NDATA/N', 'NDEATH/N', 'DBIRTH/N/D', 'DDATA/N/D', 'DDEATH/N/D', 'NCMD/N', 'NDATA/M', 'X'].map(
      (rest) => `spBv1.0/G/${rest}`,
    ),
    'spBv1.0/STATE/gemba-host',
  ),
  payload,
});

test('whatever the messages say, nothing is thrown, and each is read, dropped or refused once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(sent, fc.nat(1_500)), { maxLength: 30 }), (steps) => {
      const rig = new HostRig();
      const outputs = steps.flatMap(([one, waitMs]) => [rig.receive(one), rig.tickAfter(waitMs)]);
      outputs.push(rig.tickAfter(options.reorderTimeoutMs));
      const count = outputs.map(
        ({ applied, dropped, refusals }) =>
          applied.length + dropped.length + refusals.filter(({ field }) => field === '').length,
      );
      expect(count.reduce((sum, each) => sum + each, 0)).toBe(steps.length);
      for (const { value, at, quality } of outputs.flatMap(({ readings }) => readings)) {
        expect(value === null ? quality : 2).toBe(2);
        expect(at).not.toBeNaN();
      }
      const ids = draftTags(rig.host.listBirths(), () => 'press').map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,199}$/u);
    }),
    { numRuns: 400 },
  );
});
