import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gemba, morning, writeDemoPlant } from '../support/demo-plant.ts';
import { makeQuickFolder } from '../support/quick-folder.ts';

test('backups are looked over by a command that names what is damaged, and how it is written again', async () => {
  const folder = await makeQuickFolder();
  await writeDemoPlant(folder);
  const stick = join(folder, 'stick');
  await mkdir(stick);
  const backup = (...more: string[]) =>
    gemba(['history', 'backup', '--to', 'stick', ...more], { folder, nowMs: morning });
  await backup();
  const whole = await backup('--verify');
  expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('all of it is what was written') });

  const names = await readdir(join(stick, 'objects'), { recursive: true });
  const name = names.find((one) => one.includes('-')) ?? '';
  const path = join(stick, 'objects', name);
  const bytes = await readFile(path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const damaged = await backup('--verify');
  expect(damaged.code).toBe(1);
  expect(damaged.stdout).toContain(`damaged: objects/${name.replaceAll('\\', '/')} (`);
  expect(damaged.stdout).toMatch(/points that cannot be restored whole: \d{8}T\d{6}Z-0000001\n/);
  expect(damaged.stdout).toContain('With --remove-damaged the next backup writes');

  expect(await backup('--verify', '--remove-damaged')).toMatchObject({ code: 1 });
  expect((await backup()).stdout).toMatch(/were new\n$/);
  expect(await backup('--verify')).toMatchObject({ code: 0 });
});
