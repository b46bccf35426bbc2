/** ingest.mqtt: Mosquitto, QoS 1, 100 readings a message, to acknowledged after fsync; the load runs on the same two cores. */
import { printFigure } from './support/measure.ts';
import { measureCopy, measureMqtt } from './support/run-mqtt.ts';

const { readingsPerSecond, context: measured } = await measureMqtt(100);
// A plain program, mqtt.js into PostgreSQL by COPY, under the same load: committed there.
const context = { ...measured, postgresCopy: await measureCopy(100) };
printFigure({ bench: 'ingest.mqtt', value: Math.round(readingsPerSecond), unit: 'readings/s', context });
