/** A plant whose source does not let go when it is told to stop. `HELD_STORE` is where it keeps what it keeps. */
import { definePlant } from 'gemba';
import { defineSource } from 'gemba/runtime';
import { z } from 'zod';
import { sensorPlant } from '../../support/sensor-plant.ts';

const held = defineSource({
  kind: 'held',
  schema: z.strictObject({ kind: z.literal('held'), id: z.string() }),
  open: ({ id, kind }) => ({
    id,
    kind,
    extent: 'stream' as const,
    check: () => Promise.resolve({ ok: true, message: 'always there' }),
    async *batches({ signal, onEvent }) {
      onEvent?.({ kind: 'notice', at: Date.now(), message: 'held source listens' });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      onEvent?.({ kind: 'notice', at: Date.now(), message: 'held source does not let go' });
      // Something to wait for, or the process would end.
      await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
    },
  }),
});

export default definePlant({
  ...sensorPlant,
  store: process.env['HELD_STORE'] ?? 'store',
  sources: [{ kind: 'held', id: 'held' }],
  plugins: [held],
});
