/**
 * The flow a plant would draw in Node-RED: mqtt in, a function that makes rows, and PostgreSQL by a function with `pg`, or a
 * file of JSON lines. It is given the best of what its users do: one COPY for all rows that came during the one before.
 */

/** The client id of its persistent session. */
export const nodeRedClientId = 'node-red';

const toRows = (row: string): string => `
const { timestamp_ms: sent, t, v, ...values } = msg.payload;
const at = new Date(sent ?? t).toISOString();
const row = (tag, value) => ${row};
let rows = '';
let readings = 0;
if (v !== undefined) {
  rows += row(msg.topic, v);
  readings++;
}
for (const tag in values) {
  rows += row(tag, values[tag]);
  readings++;
}
msg.payload = rows;
msg.readings = readings;
return msg;`;

const openDatabase = `
const { Client } = global.get('pg');
const database = new Client();
await database.connect();
context.set('database', database);
context.set('waiting', []);
context.set('isWriting', false);`;

const copyRows = `
context.get('waiting').push(msg);
if (context.get('isWriting')) return;
context.set('isWriting', true);
try {
  for (let batch = context.get('waiting'); batch.length > 0; batch = context.get('waiting')) {
    context.set('waiting', []);
    const stream = context.get('database').query(global.get('copyFrom')('copy readings from stdin'));
    await new Promise((resolve, reject) => {
      stream.once('finish', resolve);
      stream.once('error', reject);
      stream.end(batch.map(({ payload }) => payload).join(''));
    });
    node.send({ readings: batch.reduce((sum, { readings }) => sum + readings, 0) });
  }
} finally {
  context.set('isWriting', false);
}`;

export interface FlowOptions {
  readonly brokerPort: number;
  /** File of JSON lines to store into; undefined stores into PostgreSQL. */
  readonly file: string | undefined;
}

/** @returns the nodes of flows.json */
export function nodeRedFlow({ brokerPort, file }: FlowOptions): readonly object[] {
  const inFlow = { z: 'flow', x: 0, y: 0 };
  const code = { ...inFlow, type: 'function', outputs: 1, initialize: '', finalize: '', libs: [] };
  const rows = toRows(
    file === undefined ? `[tag, at, value].join('\\t') + '\\n'` : `JSON.stringify({ tag, at, value }) + '\\n'`,
  );
  const store =
    file === undefined
      ? { ...code, initialize: openDatabase, func: copyRows }
      : { ...inFlow, type: 'file', filename: file, filenameType: 'str', appendNewline: false, overwriteFile: 'false' };
  return [
    { id: 'flow', type: 'tab', label: 'Readings' },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(brokerPort),
      clientid: nodeRedClientId,
      // 3.1.1, as Node-RED has it by default.
      protocolVersion: '4',
      keepalive: '60',
      cleansession: false,
    },
    {
      ...inFlow,
      id: 'mqtt',
      type: 'mqtt in',
      topic: 'plant/#',
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      wires: [['rows']],
    },
    { ...code, id: 'rows', func: rows, wires: [['store']] },
    { ...store, id: 'store', wires: [['stored']] },
    { ...code, id: 'stored', func: `global.get('onStored')(msg.readings);`, wires: [[]] },
    { ...inFlow, id: 'status', type: 'status', scope: ['mqtt'], wires: [['connected']] },
    { ...code, id: 'connected', func: `if (msg.status.fill === 'green') global.get('onConnected')();`, wires: [[]] },
  ];
}
