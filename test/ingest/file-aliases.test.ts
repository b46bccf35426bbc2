import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';
import { contextOf, load, sourceOf } from './support/plant.ts';

const folder = createFolder();

const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: { column: 'machine', values: { X: 'M7' } },
  startAt: 'start',
  endAt: 'end',
  workOrder: 'order',
  product: 'part',
  operators: { column: 'worker', separator: ';' },
  reason: 'reason',
};
const aliases = {
  equipment: { M7: 'Lathe 7', M2: 'Mill 2' },
  products: { 'P-1': 'Housing' },
  operators: { ab: 'Anna Berg' },
  orders: { '000123': '123' },
  reasons: { W1: 'tool' },
};

async function rowsOf(file: string, lines: readonly string[], more: object): Promise<readonly object[]> {
  folder.write(file, ['machine,start,end,order,part,worker,reason', ...lines].join('\n'));
  const { rows } = await load(
    sourceOf({ kind: 'csv', id: 'mes', path: file, mapping, ...more }, contextOf(folder.dir)),
  );
  return rows('production');
}

const times = '2026-11-20T06:00,2026-11-20T07:00';

describe('a file’s own names', () => {
  it('stand for the plant’s: equipment, products, persons, orders and reasons', async () => {
    const [row] = await rowsOf('a.csv', [`M7,${times},000123,P-1,ab,W1`], { aliases });
    const [same] = await rowsOf('b.csv', [`Lathe 7,${times},123,Housing,Anna Berg,tool`], { aliases });
    expect(row).toMatchObject({ equipment: 'lathe-7', workOrder: '123', product: 'Housing', reason: 'tool' });
    expect({ ...row, file: '' }).toEqual({ ...same, file: '' });
  });

  it('are looked up after the mapping’s own words, and stay as they are where no table has them', async () => {
    const rows = await rowsOf('c.csv', [`X,${times},9,P-9,cd;ab,`, `Mill 2,${times},9,P-9,,`], { aliases });
    expect(rows).toMatchObject([
      { equipment: 'lathe-7', workOrder: '9', product: 'P-9', operators: 'p1 p2' },
      { equipment: 'mill-2' },
    ]);
  });
});
