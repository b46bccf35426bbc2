import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { claimerOf, isClaimerGone } from '../../src/distribution/claimer.ts';

test('a claimer that runs is not gone; one that ended is; of another machine or an unknown form, nobody can say', async () => {
  const own = claimerOf('gemba run');
  expect(own).toMatch(/^gemba run \[.+ \d+\]$/);
  expect(isClaimerGone(own)).toBe(false);
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const ended = own.replace(/\d+\]$/, `${child.pid}]`);
  expect(isClaimerGone(ended)).toBe(true);
  expect(isClaimerGone(ended.replace('[', '[other-'))).toBe(false);
  expect(isClaimerGone('me')).toBe(false);
});

test('a process of another user runs', () => {
  // Process 1 is there on every machine with process numbers, whoever owns it.
  expect(isClaimerGone(claimerOf('x').replace(/\d+\]$/, '1]'))).toBe(false);
});
