import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClaimedDelivery, type DeliverySettlement, openState, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';
import { deliveryOf } from '../distribution/support/deliveries.ts';

async function stateOf(): Promise<State> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-state-'));
  const state = await openState({ dir, clock: () => 1_000 });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  return state;
}

const claimAt = (state: State, nowMs: number, change: object = {}): Promise<readonly ClaimedDelivery[]> =>
  state.deliveries.claim({ limit: 10, leaseMs: 100, nowMs, claimer: 'me', ...change });
const delivered: DeliverySettlement = { kind: 'delivered', receipt: '250 ok' };
const retry: DeliverySettlement = { kind: 'retry', reason: 'Down.', nextAttemptAt: 2_000 };
const claimOf = (claimed: ClaimedDelivery | undefined): ClaimedDelivery['claim'] =>
  claimed?.claim ?? { id: 'none', number: 0 };

test('the same delivery enqueued twice is one; its id with other content is told and changes nothing', async () => {
  const { deliveries } = await stateOf();
  expect(await deliveries.enqueue([deliveryOf({ id: 'a' }), deliveryOf({ id: 'a' })])).toEqual(['added', 'known']);
  expect(await deliveries.enqueue([deliveryOf({ id: 'a', subject: 'Other' })])).toEqual(['differs']);
  const records = await deliveries.list();
  expect(records).toHaveLength(1);
  expect(records[0]?.delivery).toEqual(deliveryOf({ id: 'a' }));
});

test('a claim lasts as long as its lease; then the row is anyone’s, and the attempt is noted as abandoned', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue([deliveryOf()]);
  const [first] = await claimAt(state, 1_000);
  expect(first).toMatchObject({ attempt: 1, leaseUntil: 1_100, served: [] });
  expect(await claimAt(state, 1_099)).toEqual([]);
  const [second] = await claimAt(state, 1_100, { claimer: 'other' });
  expect(second).toMatchObject({ attempt: 2, claim: { number: 2 } });
  expect((await state.deliveries.find('d-1'))?.attempts).toMatchObject([
    { claimer: 'me', outcome: 'abandoned', endedAt: 1_100 },
    { claimer: 'other', outcome: undefined },
  ]);
});

test('the rows of a claimer known to be gone are free before their lease ends', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue(['a', 'b'].map((id) => deliveryOf({ id })));
  await claimAt(state, 1_000, { limit: 1, claimer: 'gone' });
  await claimAt(state, 1_000, { limit: 1, claimer: 'there' });
  const taken = await claimAt(state, 1_001, { isGone: (claimer: string) => claimer === 'gone' });
  expect(taken.map(({ claim }) => claim)).toEqual([{ id: 'a', number: 2 }]);
  expect((await state.deliveries.find('a'))?.attempts[0]).toMatchObject({ claimer: 'gone', outcome: 'abandoned' });
});

test('a claimer that wakes up late changes nothing, unless it has delivered', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue([deliveryOf()]);
  const [late] = await claimAt(state, 1_000);
  const [current] = await claimAt(state, 1_200);
  expect(await state.deliveries.settle(claimOf(late), retry, 1_201)).toBe('superseded');
  expect(await state.deliveries.find('d-1')).toMatchObject({ status: 'claimed', claimer: 'me' });
  expect(await state.deliveries.settle(claimOf(late), delivered, 1_202)).toBe('settled');
  expect(await state.deliveries.settle(claimOf(current), retry, 1_203)).toBe('superseded');
  expect(await state.deliveries.find('d-1')).toMatchObject({
    status: 'delivered',
    receipt: '250 ok',
    settledAt: 1_202,
  });
});

test('a claim that does not exist settles nothing', async () => {
  const state = await stateOf();
  expect(await state.deliveries.settle({ id: 'none', number: 1 }, delivered, 1_000)).toBe('superseded');
});

test('rows come in the order they are due, then of arrival, at most the limit, and not before they are due', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue(['a', 'b', 'c'].map((id) => deliveryOf({ id })));
  const [a] = await claimAt(state, 1_000, { limit: 1 });
  await state.deliveries.settle(claimOf(a), retry, 1_000);
  expect((await claimAt(state, 3_000, { dueByMs: 1_999 })).map(({ delivery }) => delivery.id)).toEqual(['b', 'c']);
  expect((await claimAt(state, 3_000)).map(({ delivery }) => delivery.id)).toEqual(['a']);
});

test('retry makes rejected and retrying ones due with all their attempts again, and tells of the others why not', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue(['done', 'refused', 'waiting', 'claimed'].map((id) => deliveryOf({ id })));
  const claims = new Map((await claimAt(state, 1_000)).map(({ claim }) => [claim.id, claim]));
  const settle = (id: string, settlement: DeliverySettlement): Promise<unknown> =>
    state.deliveries.settle(claims.get(id) ?? { id, number: 0 }, settlement, 1_010);
  await settle('done', delivered);
  await settle('refused', { kind: 'rejected', reason: 'No.' });
  await settle('waiting', { ...retry, nextAttemptAt: 9_000 });
  expect(await state.deliveries.count()).toEqual({ pending: 0, claimed: 1, retrying: 1, delivered: 1, rejected: 1 });
  expect(await state.deliveries.retry(['done', 'refused', 'claimed', 'nowhere'])).toEqual(
    new Map([
      ['done', 'delivered'],
      ['refused', 'due'],
      ['claimed', 'claimed'],
      ['nowhere', 'unknown'],
    ]),
  );
  expect(await state.deliveries.retry('all')).toEqual(new Map([['waiting', 'due']]));
  const again = await claimAt(state, 1_050);
  expect(again.map(({ claim, attempt }) => [claim.id, claim.number, attempt])).toEqual([
    ['refused', 2, 1],
    ['waiting', 2, 1],
  ]);
  expect((await state.deliveries.find('refused'))?.attempts[0]).toMatchObject({ outcome: 'rejected', reason: 'No.' });
});

test('released is due at once and does not count; who was served stays known', async () => {
  const state = await stateOf();
  await state.deliveries.enqueue([deliveryOf()]);
  const [first] = await claimAt(state, 1_000);
  await state.deliveries.settle(claimOf(first), { ...retry, served: ['a@b.example'] }, 1_000);
  const [second] = await claimAt(state, 2_000);
  await state.deliveries.settle(claimOf(second), { kind: 'released', reason: 'Stopped.' }, 2_000);
  const [third] = await claimAt(state, 2_000);
  expect(third).toMatchObject({ attempt: 2, served: ['a@b.example'] });
});

test('listing is newest first, by status, and limited', async () => {
  const { deliveries } = await stateOf();
  await deliveries.enqueue(['a', 'b', 'c'].map((id) => deliveryOf({ id })));
  await deliveries.claim({ limit: 1, leaseMs: 1, nowMs: 1_000, claimer: 'me' });
  const idsOf = async (options: object): Promise<readonly string[]> =>
    (await deliveries.list(options)).map(({ delivery }) => delivery.id);
  expect(await idsOf({})).toEqual(['c', 'b', 'a']);
  expect(await idsOf({ status: 'pending' })).toEqual(['c', 'b']);
  expect(await idsOf({ status: ['claimed', 'pending'], limit: 2 })).toEqual(['c', 'b']);
  expect(await deliveries.find('z')).toBeUndefined();
});
