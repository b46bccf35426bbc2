import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./machine-zone.program.ts', import.meta.url));
const runIn = (machineZone: string) =>
  execFileSync(process.execPath, ['--no-warnings', program], {
    encoding: 'utf8',
    env: { ...process.env, TZ: machineZone },
  });

test('another zone of the machine changes nothing', () => {
  const utc = JSON.parse(runIn('UTC')) as { machineOffset: number; answers: unknown };
  for (const machineZone of ['America/Los_Angeles', 'Pacific/Apia', 'Asia/Kathmandu']) {
    const there = JSON.parse(runIn(machineZone)) as typeof utc;
    expect(there.machineOffset).not.toBe(utc.machineOffset);
    expect(there.answers).toEqual(utc.answers);
  }
});
