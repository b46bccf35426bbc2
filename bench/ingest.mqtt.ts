/**
 * ingest.mqtt: Mosquitto, QoS 1, 100 readings a message, to acknowledged after fsync; the load runs on the same two cores.
 * Beside it, under the same load: a plain program and Node-RED, both into PostgreSQL.
 */
import { runMqttBench } from './support/mqtt-bench.ts';

await runMqttBench({ bench: 'ingest.mqtt', readingsPerMessage: 100, unit: 'readings/s' });
