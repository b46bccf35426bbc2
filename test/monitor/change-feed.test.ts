import fc from 'fast-check';
import type { LiveChange, LivePicture, LiveUnit } from 'gemba/monitor';
import { describe, expect, it } from 'vitest';
import { ChangeFeed } from '../../src/monitor/change-feed.ts';

/** A unit of which only the name and a number are looked at. */
function unit(equipment: string, asOfAt: number): LiveUnit {
  return { equipment, asOfAt } as LiveUnit;
}

/** A feed, and what it says of each unit last. */
function makeFeed(kept: number) {
  const feed = new ChangeFeed(kept, 'run');
  const newest = new Map<string, LiveUnit>();
  return {
    feed,
    newest,
    publish(equipment: string, asOfAt: number) {
      newest.set(equipment, unit(equipment, asOfAt));
      feed.publish({ kind: 'unit', unit: unit(equipment, asOfAt) });
    },
    read: (options: { after?: string; only?: string; signal?: AbortSignal } = {}) =>
      feed.read({
        after: options.after,
        signal: options.signal,
        wants: (change) =>
          options.only === undefined || (change.kind === 'unit' && change.unit.equipment === options.only),
        picture: () => ({ token: feed.token, units: [...newest.values()] }) as unknown as LivePicture,
      }),
  };
}

/** What a reader knows, who does what the changes say. */
class Reader {
  readonly known = new Map<string, number>();
  readonly kinds: LiveChange['kind'][] = [];
  token: string | undefined;

  take(change: LiveChange): void {
    this.kinds.push(change.kind);
    if (change.kind === 'reset') {
      this.known.clear();
      for (const { equipment, asOfAt } of change.picture.units) this.known.set(equipment, asOfAt);
    } else if (change.kind === 'unit') this.known.set(change.unit.equipment, change.unit.asOfAt);
    if (change.kind !== 'skipped') this.token = change.token;
  }
}

describe('a reader of changes', () => {
  it('knows in the end what there is to know, however slow it is and however often it comes again', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ do: fc.constant('publish' as const), unit: fc.constantFrom('a', 'b', 'c') }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), count: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), async (steps, kept) => {
        const { feed, newest, publish, read } = makeFeed(kept);
        const reader = new Reader();
        const open = () => read(reader.token === undefined ? {} : { after: reader.token });
        let changes = open();
        const takeAll = async (count: number): Promise<void> => {
          for (let i = 0; i < count && !isLevel(reader, newest, feed); i++) {
            const { value } = await changes.next();
            reader.take(value as LiveChange);
          }
        };
        for (const [n, one] of steps.entries()) {
          if (one.do === 'publish') publish(one.unit, n);
          else if (one.do === 'read') await takeAll(one.count);
          else {
            await changes.return();
            changes = open();
          }
        }
        await takeAll(100);
        expect([...reader.known].sort()).toEqual([...newest].map(([id, { asOfAt }]) => [id, asOfAt]).sort());
        await changes.return();
      }),
      { numRuns: 200 },
    );
  });

  it('gets the whole picture first, and behind a token only what came since', async () => {
    const { publish, read, feed } = makeFeed(8);
    publish('a', 1);
    const first = await read().next();
    expect(first.value).toMatchObject({ kind: 'reset', reason: 'first', token: feed.token });
    publish('a', 2);
    publish('b', 3);
    const next = read({ after: (first.value as { token: string }).token });
    expect([(await next.next()).value, (await next.next()).value]).toMatchObject([
      { kind: 'unit', token: 'run.2', unit: { equipment: 'a', asOfAt: 2 } },
      { kind: 'unit', token: 'run.3', unit: { equipment: 'b', asOfAt: 3 } },
    ]);
  });

  it.each([
    ['of another run', 'other.1', 'another-run'],
    ['from ahead', 'run.99', 'another-run'],
    ['that is none', 'nonsense', 'another-run'],
    ['that is too old', 'run.1', 'too-old'],
  ])('with a token %s gets the whole picture', async (_, after, reason) => {
    const { publish, read } = makeFeed(4);
    for (let n = 1; n <= 6; n++) publish('a', n);
    expect((await read({ after }).next()).value).toMatchObject({
      kind: 'reset',
      reason,
      picture: { units: [{ asOfAt: 6 }] },
    });
  });

  it('that is slow gets the newest of each unit, and is told how many changes it missed', async () => {
    const { publish, read } = makeFeed(4);
    publish('a', 0);
    const changes = read();
    await changes.next();
    for (let n = 1; n <= 20; n++) publish(n % 2 === 0 ? 'a' : 'b', n);
    const taken = [await changes.next(), await changes.next(), await changes.next()].map(({ value }) => value);
    expect(taken).toMatchObject([
      { kind: 'skipped', changeCount: 20 },
      { kind: 'unit', unit: { equipment: 'b', asOfAt: 19 } },
      { kind: 'unit', unit: { equipment: 'a', asOfAt: 20 } },
    ]);
    publish('a', 21);
    expect((await changes.next()).value).toMatchObject({ unit: { asOfAt: 21 } });
  });

  it('of some equipment is not woken by others', async () => {
    const { publish, read } = makeFeed(8);
    const changes = read({ only: 'b' });
    await changes.next();
    publish('a', 1);
    publish('b', 2);
    expect((await changes.next()).value).toMatchObject({ unit: { equipment: 'b' } });
  });

  it('ends without an error where its signal aborts or the feed closes, and leaves nothing behind', async () => {
    const { read, feed } = makeFeed(8);
    const stop = new AbortController();
    const stopped = read({ signal: stop.signal });
    const closed = read();
    await stopped.next();
    await closed.next();
    const waiting = [stopped.next(), closed.next()];
    stop.abort();
    feed.close();
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });
});

function isLevel(reader: Reader, newest: ReadonlyMap<string, LiveUnit>, feed: ChangeFeed): boolean {
  if (reader.token === undefined || feed.token === undefined) return false;
  return [...newest].every(([id, { asOfAt }]) => reader.known.get(id) === asOfAt);
}
