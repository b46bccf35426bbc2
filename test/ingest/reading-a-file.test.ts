import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';
import { contextOf, load, sourceOf } from './support/plant.ts';

const folder = createFolder();
const context = contextOf(folder.dir);
const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
};
const source = (path: string, more: object = {}) =>
  sourceOf({ kind: 'csv', id: 'log', path, mapping: { ...mapping, ...more } }, context);
const interval = '2012-02-29T07:00,2012-02-29T09:00';

describe('reading a file', () => {
  it('lists the first 1,000 adjustments of a batch and counts all', async () => {
    folder.write('codes.csv', `machine,from,to,why\n${`Lathe 7,${interval},unheard-of\n`.repeat(1_100)}`);
    const { batches } = await load(source('codes.csv', { reason: 'why' }));
    expect(batches.map(({ adjustmentCount, adjustments }) => [adjustmentCount, adjustments.length])).toEqual([
      [1_100, 1_000],
    ]);
  });

  it('keeps texts apart whose hashes are equal', async () => {
    // Pairs of equal FNV-1a hashes: of different lengths, and of the same.
    const orders = ['costarring', 'liquid', 'declinate', 'macallums', 'liquid', 'macallums', 'costarring'];
    folder.write('hashes.csv', `machine,from,to,order\n${orders.map((o) => `Lathe 7,${interval},${o}\n`).join('')}`);
    const { rows } = await load(source('hashes.csv', { workOrder: 'order' }));
    expect(rows('production').map(({ workOrder }) => workOrder)).toEqual(orders);
  });

  it('refuses a row of thousands of fields, and reads the next', async () => {
    folder.write('wide.csv', `machine,from,to\nLathe 7,${interval}${',x'.repeat(5_000)}\nLathe 7,${interval}\n`);
    const { received, rows } = await load(source('wide.csv'));
    expect(received).toBe(2);
    expect(rows('refusal')).toMatchObject([{ code: 'field-count', line: 2 }]);
    expect(rows('production')).toHaveLength(1);
  });

  it.each([
    ['LF', '\n', ''],
    ['LF', '\n', '\n'],
    ['CR LF', '\r\n', ''],
    ['CR LF', '\r\n', '\r\n'],
  ])('lines end with %s, fields are quoted or not, and the last line may have no end', async (_, lineEnd, lastEnd) => {
    const lines = [
      'machine,from,to,rework,order',
      `Lathe 7,${interval},N,plain`,
      `"Lathe 7",${interval},"Y","quoted ""twice"", with a comma"`,
      `"Lathe 7",${interval},"N","last"`,
    ];
    folder.write('ends.csv', lines.join(lineEnd) + lastEnd);
    const { rows } = await load(source('ends.csv', { isRework: 'rework', workOrder: 'order' }));
    expect(rows('refusal')).toEqual([]);
    expect(rows('production').map(({ isRework, workOrder }) => [isRework, workOrder])).toEqual([
      [0, 'plain'],
      [1, 'quoted "twice", with a comma'],
      [0, 'last'],
    ]);
  });

  it('refuses an empty flag that is required', async () => {
    folder.write('flag.csv', `machine,from,to,rework\nLathe 7,${interval},\nLathe 7,${interval},Y\n`);
    const { rows } = await load(source('flag.csv', { isRework: { column: 'rework', required: true } }));
    expect(rows('refusal')).toMatchObject([{ code: 'missing-value', field: 'rework' }]);
    expect(rows('production')).toMatchObject([{ isRework: 1 }]);
  });

  it('takes a flag that is the same for every row', async () => {
    folder.write('all.csv', `machine,from,to\nLathe 7,${interval}\n`);
    expect((await load(source('all.csv', { isRework: { value: true } }))).rows('production')[0]?.isRework).toBe(1);
    expect((await load(source('all.csv', { isRework: { value: false } }))).rows('production')[0]?.isRework).toBe(0);
  });

  it('takes a time with its offset as that instant', async () => {
    folder.write('offset.csv', 'machine,from,to\nLathe 7,2012-02-29T07:00+02:00,2012-02-29T08:00Z\n');
    expect((await load(source('offset.csv'))).rows('production')).toMatchObject([
      { startAt: Date.UTC(2012, 1, 29, 5), endAt: Date.UTC(2012, 1, 29, 8) },
    ]);
  });

  it('says when it is opened that the equipment or state of all rows is none of the plant', () => {
    expect(() => source('flag.csv', { equipment: { value: 'Nowhere' } })).toThrow(
      expect.objectContaining({ code: 'unknown-name', message: expect.stringContaining("equipment 'Nowhere'") }),
    );
    const withoutState = { fact: { kind: 'production' }, state: { value: 'resting' } };
    expect(() => source('flag.csv', withoutState)).toThrow(/state 'resting'.*running, setup, down/);
  });

  it('says of a stop what it would say of pieces only where they are some', async () => {
    folder.write('stop.csv', `machine,from,to,rework\nLathe 7,${interval},N\nLathe 7,${interval},Y\n`);
    const stop = { fact: { kind: 'equipmentState', state: 'down' }, isRework: 'rework' };
    const { rows } = await load(source('stop.csv', stop));
    expect(rows('equipmentState')).toHaveLength(1);
    expect(rows('refusal')).toMatchObject([{ code: 'value-without-place', field: 'rework' }]);
  });

  it('tells an error of ours from one of a file when it checks', async () => {
    expect(await source('none.csv').check(new AbortController().signal)).toMatchObject({ ok: false });
    const broken = sourceOf(
      { kind: 'csv', id: 'log', path: 'codes.csv', mapping },
      {
        ...context,
        get baseDir(): string {
          throw new TypeError('a defect');
        },
      },
    );
    await expect(broken.check(new AbortController().signal)).rejects.toThrow(TypeError);
    expect(readdirSync(folder.dir)).toContain('codes.csv');
  });
});
