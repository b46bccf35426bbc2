/** ingest.mqtt: Mosquitto, QoS 1, 100 readings a message, to acknowledged after fsync; the load runs on the same two cores. */
import { printFigure } from './support/measure.ts';
import { measureMqtt } from './support/run-mqtt.ts';

const { readingsPerSecond, context } = await measureMqtt(100);
printFigure({ bench: 'ingest.mqtt', value: Math.round(readingsPerSecond), unit: 'readings/s', context });
