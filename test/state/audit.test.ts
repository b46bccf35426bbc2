import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditActions, openState, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';

async function stateIn(clock: () => number, fixture?: string): Promise<State> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-audit-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  if (fixture !== undefined) await copyFile(fixture, join(dir, 'state.sqlite'));
  const state = await openState({ dir, clock });
  onTestFinished(() => state[Symbol.asyncDispose]());
  return state;
}

test('what was done to the store is listed newest first, by action and time', async () => {
  let now = 100;
  const state = await stateIn(() => now);
  for (const action of auditActions) {
    await state.audit.add({ action, detail: { count: now, nested: { list: [1, 'two', null, true] } } });
    now += 10;
  }
  const all = await state.audit.list();
  expect(all.map(({ action }) => action)).toEqual([...auditActions].reverse());
  expect(all.at(-1)).toEqual({
    id: 1,
    at: 100,
    action: 'erase',
    detail: { count: 100, nested: { list: [1, 'two', null, true] } },
  });
  expect((await state.audit.list({ action: 'restore' })).map(({ at }) => at)).toEqual([120]);
  expect((await state.audit.list({ fromAt: 110, toAt: 130 })).map(({ at }) => at)).toEqual([120, 110]);
  expect((await state.audit.list({ limit: 1 })).map(({ at }) => at)).toEqual([150]);
});

test('entries before an instant are removed, and numbers are not given again', async () => {
  let now = 1;
  const state = await stateIn(() => now);
  for (now = 1; now <= 3; now += 1) await state.audit.add({ action: 'expire', detail: {} });
  expect(await state.audit.removeBefore(3)).toBe(2);
  expect(await state.audit.removeBefore(4)).toBe(1);
  expect(await state.audit.list()).toEqual([]);
  expect(await state.audit.add({ action: 'expire', detail: {} })).toMatchObject({ id: 4 });
});

test('a state of format version 1 has an empty log, and takes entries', async () => {
  const state = await stateIn(() => 7, join(import.meta.dirname, '../fixtures/state/version-1.sqlite'));
  expect(await state.audit.list()).toEqual([]);
  await state.audit.add({ action: 'move', detail: { to: '/other' } });
  expect(await state.audit.list()).toEqual([{ id: 1, at: 7, action: 'move', detail: { to: '/other' } }]);
});
