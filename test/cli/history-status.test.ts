/** `gemba history status`: ten lines in which an operator sees whether the store is well, and what needs a person. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlantFileInput } from 'gemba';
import { expect, test } from 'vitest';
import { gemba, makeFolder, type Ran } from '../support/demo-plant.ts';
import { writePressedPlant } from '../support/pressed-plant.ts';

const nowMs = Date.UTC(2026, 0, 6, 6);

async function pressedFolder(change: Partial<PlantFileInput> = {}): Promise<string> {
  const folder = await makeFolder();
  const config = await writePressedPlant(folder);
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), ...change }));
  await mkdir(join(folder, 'store', 'run'), { recursive: true });
  return folder;
}

const status = (folder: string, ...args: readonly string[]): Promise<Ran> =>
  gemba(['history', 'status', ...args], { folder, nowMs });

test('a store that is well says so first, then what it holds, takes, keeps and stands on', async () => {
  const folder = await pressedFolder();
  const { code, stdout } = await status(folder);
  expect(code).toBe(0);
  const lines = stdout.replace(/last commit .* ago/, 'last commit … ago').replace(/disk: .* free/, 'disk: … free');
  expect(lines).toBe(`history: well
holds: 4 production reports, 184 readings, 2 gaps; 2026-01-05T07:00:00+01:00 to now
size: 18 kB in 12 files, of it 0 kB rollups
facts: 194 received, 194 stored (4 of them corrections), 0 duplicate, 0 refused
rolled up: nothing; still to do, while gemba run runs: 4 hours by minute, 4 hours, 1 day, 1 shift
writer: nobody now; last commit … ago
disk: … free; no forecast yet: 1 of 3 whole days
kept: everything, for ever
backup: none
place: ${join(folder, 'store', 'history')} (embedded, format 4)
`);
});

test('what needs a person stands at the end, each with the one thing to do, and the first line counts it', async () => {
  const folder = await pressedFolder({
    history: { kind: 'embedded', reserveBytes: 1e15 },
    retention: { readings: '13 months' },
    backup: { to: { kind: 'folder', path: 'backups' } },
  } as Partial<PlantFileInput>);
  const backup = { format: 1, location: '/share', failure: { at: nowMs, message: 'the share is away' } };
  await writeFile(join(folder, 'store', 'run', 'backup.json'), JSON.stringify(backup));
  const record = { formatVersion: 1, holder: 'plant-pc', startedAt: 0, at: nowMs - 60_000, ingest: { sources: [] } };
  await writeFile(join(folder, 'store', 'run', 'status.json'), JSON.stringify(record));
  const { stdout } = await status(folder);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('history: needs you: 3 things below');
  expect(stdout).toContain(
    'kept: readings 13 months, rollups for ever, events for ever, refused rows for ever; not applied yet\n',
  );
  expect(stdout).toContain('backup: none yet, in /share; the last try failed\n');
  expect(lines.filter((line) => line.startsWith('!'))).toEqual([
    expect.stringMatching(
      /^! history is read-only: .* free of 1000\.0 TB needed: make room now: history goes on by itself once there is$/,
    ),
    '! gemba run ended without being stopped: look at the log of the machine, and start it again',
    '! the last backup failed: the share is away: gemba history backup',
  ]);
  const { needs, disk, retention } = JSON.parse((await status(folder, '--json')).stdout);
  expect([needs.length, disk.level, retention.policy.readings]).toEqual([3, 'full', '13 months']);
});

test('an empty store is well and says that it is empty', async () => {
  const folder = await makeFolder();
  await writePressedPlant(folder);
  const config = join(folder, 'gemba.config.json');
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), store: 'other' }));
  const { stdout } = await status(folder);
  expect(stdout).toContain('history: well\nholds: nothing yet\nsize: 0 kB in 0 files');
  expect(stdout).toContain('rolled up: no readings to roll up\nwriter: nobody now; nothing was ever committed\n');
});
