import { readCsvSample } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { createFolder } from './support/folder.ts';

const folder = createFolder();

describe('readCsvSample', () => {
  it.each([',', ';', '\t', '|'])('finds the delimiter %j and gives the first rows as text', async (delimiter) => {
    const rows = [
      ['a', 'b b', 'c'],
      ['1', 'x', 'ü'],
      ['surplus', 'x', 'y', 'z'],
      ['2', '', ''],
      ['3', '', ''],
    ];
    const path = folder.write('sample.csv', rows.map((row) => `${row.join(delimiter)}\n`).join(''));
    expect(await readCsvSample(path, { rows: 2 })).toEqual({ columns: rows[0], rows: [rows[1], rows[3]], delimiter });
  });

  it('reads on over several stretches of the file', async () => {
    const path = folder.write('large.csv', `a,b\n${'1,2\n'.repeat(400_000)}`);
    expect((await readCsvSample(path, { rows: 1_000_000 })).rows).toHaveLength(400_000);
  });

  it('throws for a file that is missing', async () => {
    await expect(readCsvSample(`${folder.dir}/none.csv`, { rows: 1 })).rejects.toMatchObject({
      code: 'data-file-missing',
    });
  });
});
