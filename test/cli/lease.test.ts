import { join } from 'node:path';
import { openPlant } from 'gemba';
import { openEmbeddedHistory } from 'gemba/history';
import { expect, test } from 'vitest';
import { env, gemba, makeFolder, morning } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';

test('while another process runs the plant or writes its history, a report reads the last commit and says so; loading fails and names the holder', async () => {
  const folder = await makeFolder();
  const config = await writeLoadedDemoPlant(folder);
  const report = [
    'report',
    'daily',
    '--config',
    config,
    '--for',
    '2012-02-29',
    '--role',
    'quality',
    '--format',
    'json',
  ];
  const before = await gemba(report);
  await using history = await openEmbeddedHistory({ dir: join(folder, 'out/store/history'), clock: () => morning });
  {
    await using _writer = await history.openWriter({ holder: 'the other one' });
    const during = await gemba(report);
    expect(during).toMatchObject({ code: 0, stderr: expect.stringContaining('the other one') });
    expect(during.stdout).toBe(before.stdout);
    expect(await gemba(['ingest', '--config', config])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the other one.*\[lease-held\]/s),
    });
  }
  await using plant = await openPlant({ config, env, clock: () => morning });
  {
    await using lease = await plant.takeLease();
    const during = await gemba(report);
    expect(during).toMatchObject({ code: 0, stderr: expect.stringContaining(`The plant is run by ${lease.holder}`) });
    expect(during.stdout).toBe(before.stdout);
    expect(await gemba(['ingest', '--config', config])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(lease.holder),
    });
  }
  expect(await gemba(['ingest', '--config', config])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('nothing new'),
  });
});
