import type { ReadingMapping } from 'gemba/ingest';
import type { Tag } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { type DecodeOptions, decode, refusalsOf, tagOf } from './support/decode.ts';

async function read(
  raw: unknown,
  tag: Partial<Tag> = {},
  mapping: Partial<Extract<ReadingMapping, { form: 'value' }>> = {},
  options: DecodeOptions = {},
): Promise<unknown> {
  const payload =
    typeof raw === 'string' && raw.startsWith('json:') ? Buffer.from(`{"v":${raw.slice(5)}}`) : { v: raw };
  const decoded = await decode({ form: 'value', value: 'v', ...mapping }, payload, {
    tags: [tagOf('press-1', tag)],
    ...options,
  });
  const [added] = decoded.added;
  if (added === undefined) return decoded.refused[0]?.code;
  return added.text === '' ? added.value : added.text;
}

const number = {};
const boolean = { valueType: 'boolean' } as const;
const text = { valueType: 'text' } as const;
const numbersAsText = { numbersAsText: true };

describe('values of readings', () => {
  it.each([
    ['a number tag takes a number', 1.5, number, {}, 1.5],
    ['a number tag takes a boolean as 1', true, number, {}, 1],
    ['a number tag takes a boolean as 0', false, number, {}, 0],
    ['a number as text is refused unless the mapping takes it', '1.5', number, {}, 'wrong-type'],
    ['a number as text is taken where the mapping says so', ' 1.5e1 ', number, numbersAsText, 15],
    ['a decimal comma is taken where the mapping says so', '-1,5', number, { ...numbersAsText, decimal: ',' }, -1.5],
    ['a thousands point is not read as anything', '1.234', number, { ...numbersAsText, decimal: ',' }, 'not-a-number'],
    ['a decimal comma is no number elsewhere', '1,5', number, numbersAsText, 'not-a-number'],
    ['NaN is not a number', 'NaN', number, numbersAsText, 'not-a-number'],
    ['Infinity is not a number', 'Infinity', number, numbersAsText, 'not-a-number'],
    ['a text beyond all doubles is not a number', '1e999', number, numbersAsText, 'not-a-number'],
    ['JSON beyond all doubles is not a number', 'json:1e999', number, {}, 'not-a-number'],
    ['an object is no number', 'json:{}', number, {}, 'wrong-type'],
    ['a missing value is refused', undefined, number, {}, 'missing-value'],
    ['a boolean tag takes true as 1', true, boolean, {}, 1],
    ['a boolean tag takes 0', 0, boolean, {}, 0],
    ['a boolean tag takes no other number', 2, boolean, {}, 'wrong-type'],
    ['a boolean tag takes no text', 'true', boolean, {}, 'wrong-type'],
    ['a boolean as text is taken where the mapping takes text', ' True', boolean, numbersAsText, 1],
    ['a boolean as text may be 1', '1', boolean, numbersAsText, 1],
    ['a boolean as text may be 0', '0', boolean, numbersAsText, 0],
    ['a boolean as text may be false', 'false', boolean, numbersAsText, 0],
    ['no other text is a boolean', 'on', boolean, numbersAsText, 'wrong-type'],
    ['a text tag takes a text', 'running', text, {}, 'running'],
    ['a text tag takes no number', 1, text, {}, 'wrong-type'],
    ['half a surrogate pair cannot be stored', 'json:"\\ud800"', text, {}, 'not-utf-8'],
    ['a text is at most 1,000 characters', 'x'.repeat(1_001), text, {}, 'too-long'],
  ] as const)('%s', async (_, raw, tag, mapping, expected) => {
    expect(await read(raw, tag, mapping)).toBe(expected);
  });

  it('a value lies within the range of its tag, bounds included, in the tag’s unit', async () => {
    const tag = { unit: 'Cel', min: -10, max: 120 };
    expect(await read(120, tag)).toBe(120);
    expect(await read(-10, tag)).toBe(-10);
    expect(await read(120.1, tag)).toBe('out-of-range');
    expect(await read('-10,1', tag, { numbersAsText: true, decimal: ',' })).toBe('out-of-range');
    expect(await read(230, tag, { unit: '[degF]' })).toBe(110);
    expect(await read(260, tag, { unit: '[degF]' })).toBe('out-of-range');
  });

  it('null is a reading without a value, of bad quality', async () => {
    const { added } = await decode({ form: 'value' }, null, { tags: [tagOf('press-1')] });
    expect(added).toMatchObject([{ value: Number.NaN, text: '', quality: 2 }]);
  });

  it('the unit comes from the message, else the alias, else the mapping, else the tag', async () => {
    const tag = { unit: 'Pa' };
    const aliases = { tags: { 'press-1': { tag: 'press-1', unit: 'kPa' } } };
    const mapping = { unit: { path: 'u' } } as const;
    const payload = { form: 'value', value: 'v', ...mapping } as const;
    const options = { tags: [tagOf('press-1', tag)], aliases };
    expect((await decode(payload, { v: 1, u: 'bar' }, options)).added[0]?.value).toBe(100_000);
    expect((await decode(payload, { v: 1, u: null }, options)).added[0]?.value).toBe(1_000);
    expect((await decode(payload, { v: 1, u: 'Pa' }, options)).added[0]?.value).toBe(1);
    expect(await read(1, tag, { unit: 'bar' }, { aliases })).toBe(1_000);
    expect(await read(1, tag, { unit: 'bar' })).toBe(100_000);
    expect(await read(1, tag, { unit: 'druck', units: { druck: 'mbar' } })).toBe(100);
    expect(await read(1, { unit: 'Cel' }, { unit: '°C' })).toBe(1);
    expect(await read(true, tag, { unit: 'bar' })).toBe(1);
    expect(await read(1, tag)).toBe(1);
  });

  it('a unit that cannot be converted is refused, with the unit', async () => {
    const tags = [tagOf('press-1', { unit: 'Pa' })];
    const mapping = { form: 'value', value: 'v', unit: { path: 'u' } } as const;
    for (const unit of ['m', 'nonsense', 7]) {
      const { refused } = await decode(mapping, { v: 1, u: unit }, { tags });
      expect(refused).toMatchObject([{ code: 'unit-mismatch', field: 'v', received: String(unit) }]);
    }
    const { refused } = await decode({ form: 'value', unit: 'm' }, 1, { tags });
    expect(refused).toMatchObject([
      { code: 'unit-mismatch', received: 'm', expected: 'a unit that can be converted to Pa' },
    ]);
  });

  it('a state is a name, also where it is a number: it has no unit', async () => {
    const state = { kind: 'state', unit: '1' } as const;
    expect(await read(3, state, { unit: 'bar' })).toBe(3);
    const tags = [tagOf('press-1', state)];
    const { added } = await decode({ form: 'value', value: 'v', unit: { path: 'u' } }, { v: 3, u: 'bar' }, { tags });
    expect(added).toMatchObject([{ value: 3 }]);
  });

  it('a tag whose words for states are mapped says no other word or number', async () => {
    const values = ['Idle', 'Execute', 4, 6];
    expect(await read('Execute', { ...text, values })).toBe('Execute');
    expect(await read('EXECUTE', { ...text, values })).toBe('unknown-state');
    expect(await read(6, { values })).toBe(6);
    expect(await read(5, { values })).toBe('unknown-state');
    expect(await read('5', { values }, numbersAsText)).toBe('unknown-state');
    const { refused } = await decode({ form: 'value' }, 'Run', { tags: [tagOf('press-1', { ...text, values })] });
    expect(refused).toMatchObject([{ received: 'Run', expected: 'one of Idle, Execute, 4, 6' }]);
  });

  it.each([
    [7, 7],
    ['12', 12],
    [null, Number.NaN],
    [undefined, Number.NaN],
  ])('a sequence of %s is %d', async (raw, expected) => {
    const { added } = await decode(
      { form: 'value', value: 'v', sequence: 's' },
      { v: 1, s: raw },
      { tags: [tagOf('press-1')] },
    );
    expect(added[0]?.sequence).toBe(expected);
  });

  it.each([-1, 1.5, 2 ** 53, '9999999999999999', 'x', true])('%s is no sequence', async (raw) => {
    const decoded = await decode(
      { form: 'value', value: 'v', sequence: 's' },
      { v: 1, s: raw },
      { tags: [tagOf('press-1')] },
    );
    expect(refusalsOf(decoded)).toEqual(['wrong-type s']);
  });
});

describe('qualities of readings', () => {
  async function qualityOf(raw: unknown, quality: object = {}): Promise<number | undefined> {
    const mapping = { form: 'value', value: 'v', quality: { path: 'q', ...quality } } as const;
    return (await decode(mapping, { v: 1, q: raw }, { tags: [tagOf('press-1')] })).added[0]?.quality;
  }

  it.each([
    ['good', 0],
    ['GOOD ', 0],
    ['Uncertain', 1],
    ['bad', 2],
    ['odd', 1],
    [192, 1],
    [undefined, 0],
    [null, 0],
    [[], 1],
  ])('the text %s is level %i; what is not understood is uncertain', async (raw, level) => {
    expect(await qualityOf(raw)).toBe(level);
    expect(
      (await decode({ form: 'value', value: 'v', quality: 'q' }, { v: 1, q: raw }, { tags: [tagOf('press-1')] }))
        .added[0]?.quality,
    ).toBe(level);
  });

  // OPC UA part 6, annex A (status codes): Good, GoodClamped, UncertainLastUsableValue, Bad, BadNodeIdUnknown.
  it.each([
    [0x00000000, 0],
    [0x00300000, 0],
    [0x40900000, 1],
    [0x80000000, 2],
    [0x80340000, 2],
    [0xc0000000, 2],
    ['0', 0],
    ['', 1],
    ['Good', 1],
    [true, 1],
    [-1, 1],
    [2 ** 32, 1],
    [1.5, 1],
  ])('the OPC UA status code %s is level %i', async (raw, level) => {
    expect(await qualityOf(raw, { codes: 'opc-ua' })).toBe(level);
  });

  // OPC DA 3.0, 6.8: good 192, local override 216, uncertain 64, last usable 68, bad 0, comm failure 24.
  it.each([
    [192, 0],
    [216, 0],
    [64, 1],
    [68, 1],
    [0, 2],
    [24, 2],
    [128, 2],
    ['192', 0],
  ])('the OPC DA quality %s is level %i', async (raw, level) => {
    expect(await qualityOf(raw, { codes: 'opc-da' })).toBe(level);
  });

  it('the mapping’s own table goes before', async () => {
    const values = { 0: 'good', faulty: 'bad', '?': 'uncertain' };
    expect(await qualityOf(0, { codes: 'opc-da', values })).toBe(0);
    expect(await qualityOf('faulty', { values })).toBe(2);
    expect(await qualityOf('?', { values })).toBe(1);
  });
});
