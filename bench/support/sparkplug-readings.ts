/** The same readings as those of the MQTT benches, as an edge node publishes them. */
import { type EdgeReading, SparkplugEdgeNode } from '../../src/testing/index.ts';
import { benchTagCount, sensorValue, startAt } from './mqtt-readings.ts';

interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface BenchNode {
  /** To be published first. */
  readonly birth: readonly Message[];
  /** Message number `i`, to be asked for in order from 0 on. */
  data(i: number): Message;
}

/** An edge node with all sensors, its data by alias. */
export function openBenchNode(readings: number): BenchNode {
  const metrics = Array.from({ length: benchTagCount }, (_, i) => ({ name: `sensor-${i}`, type: 'Double' as const }));
  const node = new SparkplugEdgeNode({ group: 'Plant1', node: 'Line1', metrics });
  node.openSession(startAt);
  return {
    birth: node.births(startAt),
    data: (i) => {
      const at = startAt + (i + 1) * 10;
      const values = Array.from({ length: readings }, (_, sensor): EdgeReading => {
        return { metric: `sensor-${sensor}`, at, value: sensorValue(i, sensor) };
      });
      return node.data(values, at)[0] as Message;
    },
  };
}
