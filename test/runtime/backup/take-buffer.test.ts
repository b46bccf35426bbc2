/** What a buffer that goes on may do between the two listings of a point, and what then has to be taken anew. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { toLossFile } from '../../../src/ingest/buffer/loss-file.ts';
import { toSegmentName } from '../../../src/ingest/buffer/segment-format.ts';
import { PointMoved } from '../../../src/runtime/backup/point-moved.ts';
import { TakenBuffer } from '../../../src/runtime/backup/take-buffer.ts';
import { linkFile } from '../../../src/runtime/backup/work-folder.ts';
import { temporaryFolder } from '../../history/store.ts';

const dropped = toSegmentName({ lane: 'droppable', sequence: 1, firstNumber: 0 });
const kept = toSegmentName({ lane: 'droppable', sequence: 2, firstNumber: 10 });

/** Two files of the droppable lane, of which the first goes after it was listed; then what a test says. */
async function takeWhere(happens: (dir: string) => Promise<void>, hasCounted: (number: number) => boolean) {
  await using folder = await temporaryFolder();
  const dir = join(folder.dir, 'store/buffer/segments-000000000001');
  const work = join(folder.dir, 'work');
  for (const made of [dir, work]) await mkdir(made, { recursive: true });
  for (const name of [dropped, kept]) await writeFile(join(dir, name), name);
  const taken = new TakenBuffer(join(folder.dir, 'store'), work, linkFile);
  await taken.takeFirst();
  await happens(dir);
  return (await taken.takeSecond(hasCounted)).map(({ path }) => basename(path));
}

test('a file that went is taken as it was: history has its records, or will never count them as lost', async () => {
  const files = await takeWhere(
    (dir) => rm(join(dir, dropped)),
    () => false,
  );
  expect(files.sort()).toEqual([dropped, kept].sort());
});

test('a file that went though history had counted it as lost is taken anew', async () => {
  const asked: number[] = [];
  const taking = takeWhere(
    (dir) => rm(join(dir, dropped)),
    (number) => asked.push(number) > 0,
  );
  await expect(taking).rejects.toBeInstanceOf(PointMoved);
  expect(asked).toEqual([0]);
});

test('a file that was dropped is taken with the loss that says so', async () => {
  const loss = toLossFile(0, 10);
  const files = await takeWhere(
    async (dir) => {
      await copyFile(join(dir, kept), join(dir, loss));
      await rm(join(dir, dropped));
    },
    () => true,
  );
  expect(files.sort()).toEqual([dropped, kept, loss].sort());
});

test('a buffer that another process has taken over is taken anew', async () => {
  const taking = takeWhere(
    (dir) => mkdir(join(dir, '../segments-000000000002')).then(() => undefined),
    () => false,
  );
  await expect(taking).rejects.toBeInstanceOf(PointMoved);
});
