/** Two processes of one plant over Mosquitto; `npm run bench -- ingest.takeover` has more of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokerSource } from './kill-matrix/matrix-plant.ts';
import { runTakeovers } from './takeover/takeover.ts';

test('a plant whose process is killed, hangs and goes on, or is stopped has every reading of its broker once', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-takeover-'));
  try {
    const result = await runTakeovers({ dir, blows: ['kill', 'hang', 'stop', 'hang'], leaseMs: 4_000 });
    const { truth, found, accounts, sentRefusedCount } = result;
    expect(result).toMatchObject({ lostCount: 0, doubledCount: 0, lost: {} });
    expect(result.lateEnds).toEqual(['1 lease-lost', '1 lease-lost']);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries([...truth].filter(([, { count }]) => count > 0)));
    const sent = [...truth].filter(([name]) => name !== 'lathe').reduce((sum, [, { count }]) => sum + count, 0);
    expect(accounts[brokerSource]).toMatchObject({ isBalanced: true, stored: sent, filtered: 0, expired: 0, lost: 0 });
    expect(result.refusalCount).toBe(sentRefusedCount);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 600_000);
