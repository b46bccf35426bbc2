import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExpiringFacts, RetentionCut } from 'gemba/history';
import { parsePlantFile } from 'gemba/runtime';
import { openState } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';
import { applyRetention } from '../../../src/runtime/retention/apply.ts';
import { isRetentionDue, nextRetentionAt } from '../../../src/runtime/retention/due.ts';
import { RetentionDuty } from '../../../src/runtime/retention/retention-duty.ts';
import { appliedText } from '../../../src/runtime/retention/texts.ts';
import { deliveryOf } from '../../distribution/support/deliveries.ts';
import { smallPlant } from '../../support/small-plant.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const hourMs = 3_600_000;
const gone: ExpiringFacts = {
  what: { kind: 'reading', tagGroup: 'vibration' },
  beforeAt: Date.parse('2026-08-24T00:00:00Z'),
  extent: { fromAt: Date.parse('2026-01-01T00:00:00Z'), toAt: Date.parse('2026-08-23T23:59:59Z') },
  rowCount: 1_234_567,
  byteLength: 2_500_000,
};

/** A plant with a state, and a writer that removes what it is told to, or fails. */
async function plantWith(retention?: object) {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-retention-'));
  const now = { ms: noon };
  const clock = () => now.ms;
  const state = await openState({ dir, clock });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  const cuts: RetentionCut[] = [];
  const answer: { removes: readonly ExpiringFacts[]; fails?: Error | undefined } = { removes: [gone] };
  const writer = {
    expire: async (cut: RetentionCut) => {
      cuts.push(cut);
      if (answer.fails !== undefined) throw answer.fails;
      return answer.removes;
    },
  };
  const file = parsePlantFile({ ...smallPlant(), ...(retention && { retention }) }, 'file');
  return { plant: { file, state, clock }, now, cuts, answer, writer };
}

test('without a policy it is never due', async () => {
  const { plant } = await plantWith();
  expect(await isRetentionDue(plant)).toBe(false);
  expect(await nextRetentionAt(plant)).toBeUndefined();
});

test('it is due once a UTC day, at once where the policy was changed, and again where it failed', async () => {
  const { plant, now, answer, writer } = await plantWith({ readings: '90 days' });
  expect(await isRetentionDue(plant)).toBe(true);
  expect(await nextRetentionAt(plant)).toBe(noon);
  await applyRetention(plant, writer);
  expect(await isRetentionDue(plant)).toBe(false);
  expect(await nextRetentionAt(plant)).toBe(noon + 12 * hourMs);
  now.ms = noon + 12 * hourMs - 1;
  expect(await isRetentionDue(plant)).toBe(false);
  now.ms = noon + 12 * hourMs;
  expect(await isRetentionDue(plant)).toBe(true);
  answer.fails = new Error('The disk is gone.');
  await expect(applyRetention(plant, writer)).rejects.toThrow('The disk is gone.');
  expect(await isRetentionDue(plant)).toBe(true);
  expect(await plant.state.runs.list({ limit: 1 })).toMatchObject([{ outcome: 'failed', detail: 'The disk is gone.' }]);
  answer.fails = undefined;
  await applyRetention(plant, writer);
  const changed = { ...plant, file: { ...plant.file, retention: { tagGroups: [], readings: '91 days' } } };
  expect(await isRetentionDue(plant)).toBe(false);
  expect(await isRetentionDue(changed)).toBe(true);
});

test('what was removed is noted once, with whether this policy was new, and nothing where nothing was', async () => {
  const { plant, now, answer, writer, cuts } = await plantWith({ readings: '90 days', audit: '30 days' });
  const { removed, pruned } = await applyRetention(plant, writer);
  expect(appliedText(removed, pruned)).toBe('removed readings of vibration before 2026-08-24 (1.2 million, 3 MB)');
  expect(cuts[0]?.facts).toEqual({ reading: Date.parse('2026-08-24T00:00:00Z') });
  const [note, ...others] = await plant.state.audit.list();
  expect(others).toEqual([]);
  const { what, extent, ...rest } = gone;
  const removedDetail = { ...what, fromAt: extent.fromAt, toAt: extent.toAt, ...rest };
  expect(note).toMatchObject({ at: noon, action: 'expire', detail: { isFirst: true, removed: [removedDetail] } });
  answer.removes = [];
  now.ms += 24 * hourMs;
  expect(await applyRetention(plant, writer)).toMatchObject({ removed: [] });
  expect(await plant.state.audit.list()).toHaveLength(1);
  answer.removes = [gone];
  now.ms += 24 * hourMs;
  await applyRetention(plant, writer);
  expect(await plant.state.audit.list({ limit: 1 })).toMatchObject([{ detail: { isFirst: false } }]);
});

test('records of state go by the period of the audit, what waits stays, and history is not asked without need', async () => {
  const { plant, now, cuts, writer } = await plantWith({ audit: '30 days' });
  await plant.state.deliveries.enqueue([deliveryOf({ id: 'sent' }), deliveryOf({ id: 'waits' })]);
  const [claimed] = await plant.state.deliveries.claim({ limit: 1, leaseMs: 1e9, nowMs: noon, claimer: 'me' });
  if (claimed === undefined) throw new Error('Nothing was claimed.');
  await plant.state.deliveries.settle(claimed.claim, { kind: 'delivered', receipt: 'ok' }, noon);
  now.ms += 30 * 24 * hourMs;
  expect((await applyRetention(plant, writer)).pruned.deliveryCount).toBe(0);
  now.ms += 24 * hourMs;
  expect((await applyRetention(plant, writer)).pruned).toMatchObject({ deliveryCount: 1, attemptCount: 1 });
  expect((await plant.state.deliveries.list()).map(({ delivery }) => delivery.id)).toEqual(['waits']);
  expect(cuts).toEqual([]);
});

test('a run applies it once history takes facts, tells a failure once, and tries again a quarter of an hour later', async () => {
  const { plant, now, answer, writer, cuts } = await plantWith({ readings: '90 days' });
  const told: string[] = [];
  const ending = { isEnding: false };
  const duty = new RetentionDuty(plant, {
    onEvent: ({ kind, applied }) => told.push(`${kind} ${applied.removed.length}`),
    isEnding: () => ending.isEnding,
  });
  await duty.look();
  expect(cuts).toEqual([]);
  duty.writeWith(writer);
  answer.fails = new Error('Full.');
  await expect(duty.look()).rejects.toThrow('Full.');
  answer.fails = undefined;
  await duty.look();
  expect(cuts).toHaveLength(1);
  now.ms += hourMs / 4;
  await duty.look();
  await duty.look();
  expect(told).toEqual(['expired 1']);
  now.ms = noon + 12 * hourMs;
  answer.fails = new Error('Stopped.');
  ending.isEnding = true;
  await duty.look();
  expect(cuts).toHaveLength(3);
});

test('another process of the plant does not apply again what was applied today', async () => {
  const { plant, writer, cuts } = await plantWith({ readings: '90 days' });
  await applyRetention(plant, writer);
  const duty = new RetentionDuty(plant, { onEvent: () => undefined, isEnding: () => false });
  duty.writeWith(writer);
  await duty.look();
  expect(cuts).toHaveLength(1);
});
