/**
 * ingest.sparkplug: Mosquitto, NDATA of 100 metrics by alias at QoS 1, to acknowledged after fsync; the load runs on the same
 * two cores.
 */
import { createSparkplugSource, sparkplugSourceSchema } from '../src/ingest/index.ts';
import { printFigure } from './support/measure.ts';
import { benchContext, measureSource } from './support/run-mqtt.ts';

const load = { form: 'sparkplug', readingsPerMessage: 100 } as const;
// The readings have times of their own, far ahead.
const config = { kind: 'sparkplug', id: 'broker', aheadMsMax: 1e12 };
const { readingsPerSecond, context } = await measureSource(load, (url) =>
  createSparkplugSource(sparkplugSourceSchema.parse({ ...config, url }), benchContext),
);
printFigure({ bench: 'ingest.sparkplug', value: Math.round(readingsPerSecond), unit: 'readings/s', context });
