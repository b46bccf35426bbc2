/** A transport of one's own: prints what would be sent. Run: node examples/own-transport.ts */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { defineTransport, deliverNow, loadSources, parsePlantFile, resolveWindow, sendReports } from 'gemba/runtime';
import { z } from 'zod';
import demo from '../demo/gemba.config.ts';

const terminal = defineTransport<{ kind: 'terminal'; id: string }>({
  kind: 'terminal',
  schema: z.strictObject({ kind: z.literal('terminal'), id: z.string() }),
  open: ({ id, kind }) => ({
    id,
    kind,
    async deliver(delivery) {
      console.log(`to ${delivery.recipients.join(', ')}: ${delivery.subject}\n${delivery.bodyText}`);
      return { kind: 'delivered', receipt: 'printed' };
    },
    check: async () => ({ ok: true, message: 'a terminal is always there' }),
    async [Symbol.asyncDispose]() {},
  }),
});

const outDir = await mkdtemp(join(tmpdir(), 'gemba-example-'));
const file = parsePlantFile(
  {
    ...demo,
    plugins: [terminal],
    transports: [{ kind: 'terminal', id: 'here' }],
    reports: [{ kind: 'daily', audiences: ['director'], formats: ['json'], transports: ['here'] }],
  },
  'examples/own-transport.ts',
);
{
  await using plant = await openPlant({ file, folder: join(import.meta.dirname, '../demo'), outDir });
  await loadSources(plant);
  await sendReports(plant, { window: resolveWindow(plant.plant, { day: '2012-02-21' }, Date.now()) });
  await deliverNow(plant);
}
await rm(outDir, { recursive: true });
