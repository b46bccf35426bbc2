/** Opens the state, enqueues what all the others enqueue too, and delivers by printing ids until nothing is due. */
import { createOutboxPump } from '../../../src/distribution/index.ts';
import { openState } from '../../../src/state/index.ts';
import { archiveOf, deliveryOf } from './deliveries.ts';

const { dir, count } = JSON.parse(process.argv[2] ?? '{}') as { dir: string; count: number };
const state = await openState({ dir, clock: () => 1_000 });
const all = Array.from({ length: count }, (_, at) => deliveryOf({ id: `d-${at}` }));
await state.deliveries.enqueue(all);
const pump = createOutboxPump({
  outbox: state.deliveries,
  transports: [
    {
      id: 'out',
      kind: 'printing',
      deliver: async ({ id }) => {
        process.stdout.write(`${id}\n`);
        return { kind: 'delivered', receipt: `printed by ${process.pid}` };
      },
      check: async () => ({ ok: true, message: 'Prints.' }),
      [Symbol.asyncDispose]: async () => {},
    },
  ],
  readFile: archiveOf(),
  clock: () => 1_000,
  random: () => 0.5,
  claimer: String(process.pid),
});
await pump.drain();
await state[Symbol.asyncDispose]();
