/** How often files are checked against the manifest. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createSegmentVerifier } from '../../src/history/embedded/verification.ts';
import { temporaryFolder } from './store.ts';

const counts = vi.hoisted(() => ({ checked: 0 }));

vi.mock('../../src/history/embedded/segment-closer.ts', async (load) => {
  const closer = await load<typeof import('../../src/history/embedded/segment-closer.ts')>();
  return {
    ...closer,
    fileSha256: async (path: string) => {
      counts.checked++;
      return closer.fileSha256(path);
    },
  };
});

const bytes = Buffer.from('PAR1');
const segment = {
  path: 'a.parquet',
  byteLength: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
};

test('a file that many ask for at once is checked once; one that was damaged is checked again', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.dir, segment.path);
  const verifier = createSegmentVerifier(folder.dir);
  await writeFile(path, 'PAR2');
  for (let i = 0; i < 2; i++)
    await expect(verifier.verify([segment])).rejects.toMatchObject({ code: 'history-damaged', details: { path } });
  await writeFile(path, bytes);
  counts.checked = 0;
  await Promise.all(Array.from({ length: 100 }, () => verifier.verify([segment])));
  await verifier.verify([segment]);
  expect(counts.checked).toBe(1);
});
