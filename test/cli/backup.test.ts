import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gemba, morning, writeDemoPlant } from '../support/demo-plant.ts';
import { makeQuickFolder } from '../support/quick-folder.ts';

test('a plant is backed up, listed and restored by commands that say what to do next', async () => {
  const folder = await makeQuickFolder();
  await writeDemoPlant(folder);
  await mkdir(join(folder, 'stick'));
  expect(await gemba(['history', 'backup'], { folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('says nothing of backups'),
  });
  expect(await gemba(['history', 'restore', '--from', 'stick'], { folder })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[backup-missing]'),
  });
  const made = await gemba(['history', 'backup', '--to', 'stick'], { folder });
  expect(made.stdout).toMatch(/^point \S+ at .*stick: 1 files?, .* were new\n$/);
  const second = await gemba(['history', 'backup', '--to', 'stick', '--json'], { folder, nowMs: morning + 60_000 });
  const { id } = JSON.parse(second.stdout) as { id: string };
  const listed = await gemba(['history', 'backup', '--to', 'stick', '--list'], { folder });
  expect(listed.stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(listed.stdout).toContain(id);

  // The newest by that time is the first of the two.
  const restored = await gemba(['history', 'restore', '--from', 'stick', '--at', '2012-03-01T06:05'], {
    folder,
    nowMs: morning + 120_000,
  });
  expect(restored).toMatchObject({ code: 0 });
  expect(restored.stdout).toMatch(/^restored \S+ into .*: the plant as it was at 2012-03-01T06:05:00\S*, 2 min ago\n/);
  expect(restored.stdout).toContain('next: gemba history verify');
  const elsewhere = await gemba(['history', 'restore', '--from', 'stick', '--point', id, '--to', 'other'], { folder });
  expect(elsewhere.stdout).toMatch(/set `store` in the plant file to .*other\n/);
  expect(await readdir(join(folder, 'other'))).toContain('state');
  expect(await gemba(['history', 'restore', '--at', '2012-03-01', '--point', id], { folder })).toMatchObject({
    code: 2,
  });
});
