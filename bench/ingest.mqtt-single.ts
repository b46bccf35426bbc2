/** ingest.mqtt-single: Mosquitto, QoS 1, one reading a message, to acknowledged after fsync; the load runs on the same two cores. */
import { printFigure } from './support/measure.ts';
import { measureCopy, measureMqtt } from './support/run-mqtt.ts';

const { readingsPerSecond, context: measured } = await measureMqtt(1);
// A plain program, mqtt.js into PostgreSQL by COPY, under the same load: committed there.
const context = { ...measured, postgresCopy: await measureCopy(1) };
printFigure({ bench: 'ingest.mqtt-single', value: Math.round(readingsPerSecond), unit: 'messages/s', context });
