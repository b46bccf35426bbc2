/** Appends to the buffer of a folder until it is killed, and says each number once it is acknowledged. */
import { type BufferStep, openFactBuffer } from '../../../../src/ingest/index.ts';
import { batchOf } from '../support/plain-batch.ts';

const [dir = '', step = '-', at = '0'] = process.argv.slice(2);
let left = Number(at);
const onStep = (reached: BufferStep): void => {
  if (reached === step && --left <= 0) process.kill(process.pid, 'SIGKILL');
};
const buffer = await openFactBuffer({ dir, sizeBytesMax: 200_000, segmentBytes: 4_000, clock: Date.now, onStep });
const first = (buffer.findPosition('press') as { last: number } | undefined)?.last ?? -1;
for (let n = first + 1; ; n++) {
  const { number } = await buffer.append(batchOf('press', n, 1), n % 3 === 0 ? 'kept' : 'droppable');
  process.stdout.write(`${n} ${n % 3 === 0 ? 'kept' : 'droppable'} ${number}\n`);
  // As history does, a little behind, so that the buffer has something to do.
  if (n % 150 === 0 && n % 3 === 0) await buffer.release('kept', number);
}
