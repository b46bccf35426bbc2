import type { ReadingMapping } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { decode, receivedAt, refusalsOf, tagOf } from './support/decode.ts';

const t = receivedAt - 1_000;
const tags = [tagOf('a'), tagOf('b'), tagOf('press-1'), tagOf('d1.d2.a')];

describe('what is not of the form its mapping says', () => {
  const list: ReadingMapping = { form: 'list', list: 'items', value: 'v', time: 't' };
  const columns: ReadingMapping = { form: 'columns', time: 't', ignore: ['device'] };
  const named: ReadingMapping = { form: 'columns', time: 't', value: 'v', name: 'n', unit: { path: 'u' } };

  it.each([
    ['an object of values that is a list', { form: 'object' }, [1], 'wrong-shape'],
    ['values that are no object', { form: 'object', values: 'v' }, { v: 1 }, 'wrong-shape v'],
    ['a value in what is no object', { form: 'value', value: 'v' }, 5, 'wrong-shape'],
    ['a list that is an object', list, { items: {} }, 'wrong-shape items'],
    ['a list that is missing', list, [], 'wrong-shape items'],
    ['times that are no list', columns, { t: 5, a: [1] }, 'wrong-shape t'],
    ['columns of unequal length', columns, { t: [t, t], a: [1] }, 'wrong-shape a'],
    ['units of unequal length', named, { t: [t], v: [1], n: ['a'], u: [] }, 'wrong-shape u'],
    ['names of unequal length', named, { t: [t], v: [1], n: [] }, 'wrong-shape n'],
    ['tag names that are no list', named, { t: [t], v: [1], n: 'a' }, 'wrong-shape n'],
  ] as const)('%s is one refused', async (_, mapping, payload, refusal) => {
    const decoded = await decode(mapping as ReadingMapping, payload, { tags });
    expect(refusalsOf(decoded)).toEqual([refusal]);
    expect(decoded.added).toEqual([]);
  });

  it('an element that is no object is one refused, the others are taken', async () => {
    const decoded = await decode(list, { items: [7, { t, v: 1 }] }, { tags });
    expect(refusalsOf(decoded)).toEqual(['wrong-shape items[0].v']);
    expect(decoded.added).toMatchObject([{ tag: 'press-1', at: t, value: 1 }]);
  });

  it('a key that holds no column is one refused, the others are taken', async () => {
    const decoded = await decode(columns, { t: [t], a: [1], b: 2, device: 'x' }, { tags });
    expect(refusalsOf(decoded)).toEqual(['wrong-shape b']);
    expect(decoded.added).toMatchObject([{ tag: 'a' }]);
  });

  it('a name that is none is refused where it stands', async () => {
    const decoded = await decode(named, { t: [t, t], v: [1, 2], n: [null, 'a'] }, { tags });
    expect(refusalsOf(decoded)).toEqual(['unknown-tag n[0]']);
    expect(decoded.added).toMatchObject([{ tag: 'a', value: 2 }]);
  });

  it('a unit may be a column, or one for all rows', async () => {
    const inPa = [tagOf('a', { unit: 'Pa' })];
    const perRow = await decode(named, { t: [t, t], v: [1, 1], n: ['a', 'a'], u: ['bar', 'kPa'] }, { tags: inPa });
    expect(perRow.added.map(({ value }) => value)).toEqual([100_000, 1_000]);
    const forAll = await decode(named, { t: [t], v: [1], n: ['a'], u: 'mbar' }, { tags: inPa });
    expect(forAll.added.map(({ value }) => value)).toEqual([100]);
  });

  it('an element of a list names its tag by a text or a number, in any order and again; one that does not is refused', async () => {
    const mapping: ReadingMapping = { form: 'list', value: 'v', name: 'n', time: 't' };
    const names = ['a', 'b', 'a', 'b', 7, 'b', '', null, 'a'];
    const payload = names.map((n, i) => ({ n, t: t + i, v: i }));
    const decoded = await decode(mapping, payload, { tags: [...tags, tagOf('7')] });
    expect(decoded.added.map(({ tag, value }) => [tag, value])).toEqual([
      ['a', 0],
      ['b', 1],
      ['a', 2],
      ['b', 3],
      ['7', 4],
      ['b', 5],
      ['a', 8],
    ]);
    expect(refusalsOf(decoded)).toEqual(['unknown-tag [6].n', 'unknown-tag [7].n']);
  });

  it('what is mapped may lie deeper, by a dotted path; where the way there ends, it is missing', async () => {
    const mapping: ReadingMapping = { form: 'value', value: 'data.v', time: 'meta.t' };
    const one = { tags: [tagOf('press-1')] };
    const { added } = await decode(mapping, { data: { v: 3 }, meta: { t } }, one);
    expect(added).toMatchObject([{ tag: 'press-1', at: t, value: 3 }]);
    const refused = [
      { data: 3, meta: { t } },
      { data: { v: 3 }, meta: [t] },
    ].map((payload) => decode(mapping, payload, one));
    expect((await Promise.all(refused)).map(refusalsOf)).toEqual([['missing-value data.v'], ['missing-time meta.t']]);
  });

  it('the unit of a list stands in each element', async () => {
    const mapping: ReadingMapping = { form: 'list', value: 'v', name: 'n', unit: { path: 'u' }, time: 't' };
    const { added } = await decode(mapping, [{ n: 'a', t, v: 1, u: 'bar' }], { tags: [tagOf('a', { unit: 'Pa' })] });
    expect(added).toMatchObject([{ value: 100_000 }]);
  });

  it('the unit of an object of values holds for all of them, and is no tag', async () => {
    const mapping: ReadingMapping = { form: 'object', unit: { path: 'u' } };
    const { added, refused } = await decode(mapping, { u: 'bar', a: 1 }, { tags: [tagOf('a', { unit: 'Pa' })] });
    expect(added).toMatchObject([{ value: 100_000 }]);
    expect(refused).toEqual([]);
  });
});

describe('the limits of a message', () => {
  it('objects are followed 16 levels deep; what lies below is one refused', async () => {
    const nest = (levels: number): object =>
      Array.from({ length: levels }).reduce<object>((inner) => ({ k: inner }), { a: 1 });
    const tag = tagOf(`${'k.'.repeat(15)}a`);
    expect((await decode({ form: 'object' }, nest(15), { tags: [tag] })).added).toHaveLength(1);
    expect(refusalsOf(await decode({ form: 'object' }, nest(16), { tags: [tag] }))).toEqual([
      `too-many ${'k.'.repeat(15)}k`,
    ]);
  });

  const many = Array.from({ length: 10_001 }, (_, i) => i);

  it.each([
    ['object', { form: 'object' }, { deep: Object.fromEntries(many.map((i) => [`k${i}`, i])) }, 'too-many'],
    [
      'values within an object',
      { form: 'object', values: 'v' },
      { v: Object.fromEntries(many.map((i) => [i, i])) },
      'too-many v',
    ],
    ['list', { form: 'list', value: 'v' }, many.map((v) => ({ v })), 'too-many'],
    ['columns', { form: 'columns', time: 't', value: 'v' }, { t: many, v: many }, 'too-many'],
  ] as const)('a message of more than 10,000 readings is refused whole: %s', async (_, mapping, payload, refusal) => {
    expect(refusalsOf(await decode(mapping as ReadingMapping, payload, { tags }))).toEqual([refusal]);
  });

  it('a long message of few readings is taken', async () => {
    const decoded = await decode({ form: 'object' }, { a: 1, note: 'x'.repeat(50_000) }, { tags });
    expect(decoded.added).toHaveLength(1);
    expect(decoded.refused[0]?.code).toBe('unknown-tag');
  });

  it('a message longer than 1 MiB, or than is said, is refused whole', async () => {
    expect(refusalsOf(await decode({ form: 'value' }, 'x'.repeat(1_048_575), { tags }))).toEqual(['too-long']);
    expect(refusalsOf(await decode({ form: 'value' }, 12_345, { tags, messageBytesMax: 4 }))).toEqual(['too-long']);
    expect((await decode({ form: 'value' }, 1_234, { tags, messageBytesMax: 4 })).added).toHaveLength(1);
  });
});

describe('payloads', () => {
  it('are JSON in UTF-8, in whatever kind of byte array', async () => {
    const bytes = new Uint8Array(Buffer.from(' {"d1": {"d2": {"a": 3}}} '));
    expect((await decode({ form: 'object' }, bytes, { tags })).added).toMatchObject([{ tag: 'd1.d2.a', value: 3 }]);
    expect(refusalsOf(await decode({ form: 'object' }, Buffer.of(0x22, 0xff, 0x22), { tags }))).toEqual(['not-utf-8']);
    const { refused } = await decode({ form: 'object' }, Buffer.from('{"a":'), { tags });
    expect(refused).toMatchObject([{ code: 'not-json', field: '', received: '{"a":' }]);
    expect(refused[0]?.expected).toMatch(/^JSON: /);
  });

  it('what a refusal shows of a value is short', async () => {
    const decoded = await decode(
      { form: 'object' },
      { a: 'x'.repeat(500), b: [1, 2], d1: { d2: { a: false } } },
      { tags: [...tags] },
    );
    expect(decoded.refused.map(({ received }) => received)).toEqual(['x'.repeat(200), 'a list of 2']);
    expect(decoded.added).toMatchObject([{ tag: 'd1.d2.a', value: 0 }]);
  });
});
