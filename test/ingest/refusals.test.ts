import { refusalCodes } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';
import { contextOf, load, sourceOf } from './support/plant.ts';

const folder = createFolder();
const header = 'type,machine,from,to,good,rework,order,who,code,status\n';
const good = 'D,Lathe 7,2012-02-29T07:00,2012-02-29T08:00,5,,o1,Ann,,running\n';
const mapping = {
  fact: { column: 'type', values: { D: { kind: 'production' }, B: { kind: 'equipmentState', state: 'down' } } },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  state: 'status',
  completedCount: { column: 'good', required: true },
  isRework: { column: 'rework', required: false },
  workOrder: { column: 'order', required: true },
  operators: { column: 'who', required: true },
  defect: 'code',
};
let files = 0;

async function loadText(text: string | Uint8Array, more: object = {}) {
  const path = `bad-${files++}.${'kind' in more ? 'jsonl' : 'csv'}`;
  folder.write(path, text);
  return load(sourceOf({ kind: 'csv', id: 'log', path, recordBytesMax: 256, mapping, ...more }, contextOf(folder.dir)));
}

const row = (
  cells: Partial<
    Record<'type' | 'machine' | 'from' | 'to' | 'good' | 'rework' | 'order' | 'who' | 'code' | 'status', string>
  >,
): string =>
  Object.values({
    type: 'D',
    machine: 'Lathe 7',
    from: '2012-02-29T07:00',
    to: '2012-02-29T08:00',
    good: '5',
    rework: '',
    order: 'o1',
    who: 'Ann',
    code: '',
    status: 'running',
    ...cells,
  }).join(',');

const bad: readonly (readonly [code: string, field: string, row: string])[] = [
  ['field-count', '', `${row({})},surplus`],
  ['field-count', '', 'D,Lathe 7'],
  ['missing-value', 'machine', row({ machine: '' })],
  ['missing-value', 'from', row({ from: '' })],
  ['missing-value', 'good', row({ good: '' })],
  ['missing-value', 'good', row({ good: ' ' })],
  ['missing-value', 'order', row({ order: '' })],
  ['missing-value', 'who', row({ who: '' })],
  ['missing-value', 'type', row({ type: '' })],
  ['missing-value', 'status', row({ status: '' })],
  ['not-a-number', 'good', row({ good: 'many' })],
  ['not-a-number', 'good', row({ good: '1,5'.replace(',', '.').concat('.1') })],
  ['not-whole', 'good', row({ good: '1.5' })],
  ['not-whole', 'good', row({ good: '99999999999999999999' })],
  ['negative-count', 'good', row({ good: '-1' })],
  ['not-a-time', 'from', row({ from: 'early' })],
  ['nonexistent-date', 'to', row({ to: '2012-02-30T07:00' })],
  ['end-before-start', 'to', row({ to: '2012-02-29T06:59' })],
  ['unknown-equipment', 'machine', row({ machine: 'Lathe 8' })],
  ['unknown-fact-type', 'type', row({ type: 'Q' })],
  ['unknown-state', 'status', row({ status: 'asleep' })],
  ['not-a-flag', 'rework', row({ rework: 'maybe' })],
  ['value-without-place', 'good', row({ type: 'B' })],
  ['value-without-place', 'code', row({ type: 'B', good: '0.0', code: 'scratch' })],
  ['value-without-place', 'rework', row({ type: 'B', good: '', rework: 'Y' })],
  ['too-long', '', row({ order: 'x'.repeat(300) })],
  ['bad-quotes', '', row({ order: '5" pipe' })],
  ['bad-quotes', '', row({ order: '"a"b' })],
  ['unclosed-quote', '', row({ order: '"never' })],
  ['nul-byte', '', row({ order: 'a\0b' })],
  ['nul-byte', '', row({ order: '"a\0b"' })],
];

describe('a row that cannot become a fact', () => {
  it.each(bad)('is refused as %s, naming %s: %s', async (code, field, text) => {
    const filler = good.repeat(8);
    const { rows, received, refused } = await loadText(`${header}${good}${text}\n${filler}`);
    expect({ received, refused }).toEqual({ received: 10, refused: 1 });
    expect(rows('production')).toHaveLength(9);
    const [refusal] = rows('refusal');
    expect(refusal).toMatchObject({ code, line: 3, status: 'open', source: 'log', header: header.trim() });
    expect(refusal?.field ?? '').toBe(field);
    const raw = text.replaceAll('\0', '\\x00');
    expect(refusal?.raw).toBe(code === 'too-long' ? raw.slice(0, 257) : raw);
  });

  it.each([
    ['order', row({ order: 'M\u00fcller' })],
    ['order', row({ order: '"M\u00fcller"' })],
    ['', `${row({})},M\u00fcller`],
  ])('is refused as not-utf-8 (in %s), its bytes kept as \\xNN', async (field, text) => {
    const { rows } = await loadText(Buffer.from(`${header}${text}\n`, 'latin1'));
    const [refusal] = rows('refusal');
    expect(refusal).toMatchObject({ code: 'not-utf-8', raw: text.replace('\u00fc', '\\xFC') });
    expect(refusal?.field ?? '').toBe(field);
  });

  it.each([
    ['not-json', '{"type":'],
    ['not-json', '[1]'],
    ['not-json', 'null'],
    ['not-a-scalar', '{"type":"D","machine":{"name":"Lathe 7"}}'],
    ['not-a-scalar', '{"type":"D","machine":["Lathe 7"]}'],
    ['not-a-scalar', '{"who":[{}]}'],
    ['nul-byte', '{"type":"D","machine":"a\\u0000"}'],
    ['too-long', `{"order":"${'x'.repeat(300)}"}`],
    ['not-utf-8', '{"order":"\u00fc"}'],
  ])('is refused as %s in JSONL: %s', async (code, text) => {
    const more = { kind: 'jsonl', mapping: { ...mapping, operators: { column: 'who', separator: ';' } } };
    const { rows } = await loadText(Buffer.from(`${text}\r\n\n`, 'latin1'), more);
    expect(rows('refusal')).toMatchObject([{ code, line: 1 }]);
  });

  it('tells all that is wrong with it, in one refusal', async () => {
    const { rows } = await loadText(`${header}${row({ machine: 'X', good: '-2', to: '2012-02-29T06:00' })}\n`);
    expect(rows('refusal')).toMatchObject([
      {
        code: 'unknown-equipment',
        received: 'X',
        expected:
          'name or id of a piece of equipment in the plant file; also wrong: good: negative-count (-2); to: end-before-start (2012-02-29T06:00)',
        startAt: Date.UTC(2012, 1, 29, 4),
        endAt: Date.UTC(2012, 1, 29, 5),
      },
    ]);
  });

  it('belongs to the time it speaks of, as far as that can be read', async () => {
    const at = Date.UTC(2012, 1, 29, 5);
    const { rows } = await loadText(
      `${header}${row({ to: 'late' })}\n${row({ from: 'early', to: '2012-02-29T07:00' })}\n${row({ from: '', to: '' })}\n${row({ type: 'Q' })}\n`,
    );
    expect(rows('refusal').map(({ startAt, endAt }) => [startAt, endAt])).toEqual([
      [at, at],
      [at, at],
      [undefined, undefined],
      [at, at + 3_600_000],
    ]);
  });

  it('is the same refusal when it is read again, and another one for each copy', async () => {
    const text = `${header}${row({ good: 'x' })}\n${row({ good: 'x' })}\n`;
    const first = (await loadText(text)).identities();
    expect((await loadText(text)).identities()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it('says when it was received, and is the same fact with the same content whenever it comes again', async () => {
    folder.write('timed.csv', `${header}${row({ good: 'x' })}\n${row({ from: '', to: '' })}\n`);
    const receive = (nowMs: number) => {
      const context = { ...contextOf(folder.dir), clock: () => nowMs };
      return load(sourceOf({ kind: 'csv', id: 'log', path: 'timed.csv', mapping }, context));
    };
    const [first, again] = [await receive(1_000), await receive(2_000)];
    expect(first.rows('refusal').map(({ receivedAt }) => receivedAt)).toEqual([1_000, 1_000]);
    expect(again.rows('refusal').map(({ receivedAt }) => receivedAt)).toEqual([2_000, 2_000]);
    expect(again.identities('refusal')).toEqual(first.identities('refusal'));
    expect(again.contents('refusal')).toEqual(first.contents('refusal'));
  });

  it('shows 200 characters of what was received', async () => {
    const { rows } = await loadText(`${header}${row({ good: 'ü'.repeat(900) })}\n`, { recordBytesMax: 65_536 });
    expect(rows('refusal')[0]?.received).toBe('ü'.repeat(200));
  });

  it('names no person in what it says was received', async () => {
    const { rows } = await loadText(`${header}${row({ who: 'Ann Lee', good: 'x' })},surplus\n${'"'}Ann Lee\n`);
    for (const { received, expected } of rows('refusal')) expect(`${received} ${expected}`).not.toMatch(/Ann/);
  });

  it('is refused as untold-state where its word for the state tells none', async () => {
    const more = { mapping: { ...mapping, stateWords: { standard: 'umh' } } };
    const { rows } = await loadText(`${header}${row({ status: 'Unknown' })}\n`, more);
    expect(rows('refusal')).toMatchObject([{ code: 'untold-state', field: 'status', received: 'Unknown' }]);
  });

  it('has one of the published codes, and every code is tested here', () => {
    const tested = [...bad.map(([code]) => code), 'not-utf-8', 'not-json', 'not-a-scalar', 'untold-state'];
    expect(new Set(tested)).toEqual(new Set(refusalCodes));
  });
});
