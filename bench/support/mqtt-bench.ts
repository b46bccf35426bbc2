/** What the benches over MQTT print: a line for Node-RED, and gemba's with the plain program it is compared with. */
import { printFigure } from './measure.ts';
import { measureCopy, measureMqtt } from './run-mqtt.ts';
import { measureNodeRed } from './run-node-red.ts';

export interface MqttBench {
  readonly bench: string;
  readonly readingsPerMessage: number;
  readonly unit: string;
}

/** One after the other, each with the machine's cores to itself. */
export async function runMqttBench({ bench, readingsPerMessage, unit }: MqttBench): Promise<void> {
  const { readingsPerSecond, context } = await measureMqtt(readingsPerMessage);
  const postgresCopy = await measureCopy(readingsPerMessage);
  const nodeRed = await measureNodeRed(readingsPerMessage);
  const isMissing = typeof nodeRed === 'string';
  if (!isMissing) printFigure({ bench, value: Math.round(nodeRed.readingsPerSecond), unit, context: nodeRed.context });
  printFigure({
    bench,
    value: Math.round(readingsPerSecond),
    unit,
    context: {
      ...context,
      peer: 'mqtt.js into PostgreSQL by COPY',
      postgresCopy,
      ...(typeof postgresCopy === 'number' && { ratio: Math.round((readingsPerSecond / postgresCopy) * 100) / 100 }),
      nodeRed: isMissing ? nodeRed : Math.round(nodeRed.readingsPerSecond),
    },
  });
}
