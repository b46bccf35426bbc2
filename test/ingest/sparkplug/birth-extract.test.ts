/** What is kept of births with a refused message: by it the message reads as it did by the births themselves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBirthExtract, writeBirthExtract } from '../../../src/ingest/sparkplug/birth-extract.ts';
import { decodePayload } from '../../../src/ingest/sparkplug/decode-payload.ts';
import { HostOutput } from '../../../src/ingest/sparkplug/host-output.ts';
import { createMetricTable, listDefinitions } from '../../../src/ingest/sparkplug/metric-table.ts';
import type { Metric } from '../../../src/ingest/sparkplug/payload.ts';
import type { ReadContext } from '../../../src/ingest/sparkplug/read-context.ts';
import { readMetrics } from '../../../src/ingest/sparkplug/read-metrics.ts';
import type { NodeMessage } from '../../../src/ingest/sparkplug/sparkplug-message.ts';
import { type MetricSpec, type Sent, send, startMs } from './support/host.ts';

const scope = 'Plant1/EdgeA/Press01';
const aliases = [1n, 2n, 2n ** 60n, 2n ** 60n + 1n];
const names = ['a', 'b', 'c', 'bdSeq'];

const born: fc.Arbitrary<MetricSpec> = fc
  .record(
    {
      name: fc.constantFrom(...names),
      alias: fc.constantFrom(...aliases),
      type: fc.constantFrom('Int8', 'Int32', 'Template'),
      template_value: fc.constant({ is_definition: false, template_ref: 'Motor' }),
    },
    { requiredKeys: ['name'] },
  )
  .map((metric) => ({ ...metric }));

const data: fc.Arbitrary<MetricSpec> = fc.oneof(
  fc.record({ name: fc.constantFrom(...names, 'new'), int_value: fc.nat(300) }),
  fc.record({ alias: fc.constantFrom(...aliases, 9n), int_value: fc.nat(300) }),
  fc.record({
    alias: fc.constantFrom(...aliases),
    template_value: fc.record({
      is_definition: fc.constant(false),
      metrics: fc.array(fc.record({ name: fc.constantFrom('rpm', 'amps', 'inner'), int_value: fc.nat(9) }), {
        maxLength: 3,
      }),
    }),
  }),
);

const definition: MetricSpec = {
  name: 'Motor',
  type: 'Template',
  template_value: {
    is_definition: true,
    metrics: [
      { name: 'rpm', datatype: 3 },
      { name: 'amps' },
      { name: 'inner', template_value: { template_ref: 'Other' } },
    ],
  },
};

function decode({ payload }: Sent): { readonly metrics: readonly Metric[]; readonly payload: NodeMessage['payload'] } {
  const decoded = decodePayload(payload);
  if (decoded.kind !== 'payload') throw new Error(decoded.failure);
  return { metrics: decoded.payload.metrics, payload: decoded.payload };
}

function read(node: NodeMessage, context: ReadContext): unknown {
  const output = new HostOutput();
  readMetrics(node, context, output);
  return {
    readings: output.readings,
    refusals: output.refusals.map(({ code, field }) => [code, field]),
    transientCount: output.transientCount,
  };
}

const verbs = fc.constantFrom('NBIRTH', 'DBIRTH', 'DDATA', 'NDATA');

test('a message reads by what was kept of its births as it read by them', () => {
  fc.assert(
    fc.property(
      fc.array(born, { maxLength: 6 }),
      fc.array(data, { maxLength: 6 }),
      verbs,
      fc.boolean(),
      (births, metrics, verb, isInDoubt) => {
        const birth = decode(send({ verb: 'NBIRTH', metrics: [definition, ...births] }));
        const isBirth = verb.endsWith('BIRTH');
        const sent = send({ verb, at: startMs, metrics: isBirth ? [definition, ...births, ...metrics] : metrics });
        const { payload } = decode(sent);
        const message = { ...sent, receivedAt: startMs, isRetained: false };
        const node: NodeMessage = {
          message,
          verb: verb as NodeMessage['verb'],
          device: undefined,
          payload,
          at: startMs,
          fingerprint: 0,
        };
        const context: ReadContext = {
          table: createMetricTable(scope, isBirth ? payload.metrics : birth.metrics),
          definitions: listDefinitions(birth.metrics),
          isInDoubt,
          isBirth: false,
        };
        const extract = readBirthExtract(writeBirthExtract(node, context), node, scope);
        expect(read(node, extract)).toEqual(read(node, context));
      },
    ),
    { numRuns: 500 },
  );
});
