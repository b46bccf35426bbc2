/** A kill -9 during load, report or delivery leaves nothing lost, doubled or half-written. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMailbox } from 'gemba/testing';
import { expect, test } from 'vitest';
import { gemba, gembaProcess, mailTo, makeFolder, writeDemoPlant } from '../support/demo-plant.ts';

/** Kills spread over the run, from its first steps to its last; a run that ends before its kill is a run as any other. */
const killsAfterMs = [120, 250, 400, 600, 800, 1000, 1200, 1500, 1800, 2200, 2600, 3200];

test('killed at any moment of load, report and delivery, the next run ends with every fact and file once', async () => {
  const folder = await makeFolder();
  await using mailbox = await startMailbox({ dir: join(folder, 'mail') });
  const config = await writeDemoPlant(folder, (file) => ({
    ...mailTo(mailbox)(file),
    reports: [
      { kind: 'daily', audiences: ['director'], formats: ['html', 'json'], transports: ['share', 'mail'] },
      { kind: 'daily', audiences: ['production', 'shift-lead'], formats: ['json'], transports: ['share'] },
    ],
  }));
  const argv = ['report', 'daily', '--config', config, '--for', '2012-02-29', '--send'];
  let killed = 0;
  for (const killAfterMs of killsAfterMs) if ((await gembaProcess(argv, { killAfterMs })).code === -1) killed++;
  expect(killed).toBeGreaterThan(3);

  const last = await gembaProcess(argv);
  expect(last.code, last.stderr).toBe(0);
  // Nothing is left: what a killed process had claimed was taken over.
  expect((await gemba(['deliveries', 'retry', '--config', config])).stdout).toBe('Nothing waits.\n');

  const status = JSON.parse((await gemba(['history', 'status', '--config', config, '--json'])).stdout);
  expect(status.factCounts).toMatchObject({ production: 4445, equipmentState: 51, refusal: 0 });
  const { received, stored, duplicate, refused, expired, lost } = status.accounts.mes;
  expect(received).toBe(stored + duplicate + refused + expired + lost);
  expect(stored).toBe(4496);

  const share = await readdir(join(folder, 'out/share'), { recursive: true });
  expect(share.filter((name) => name.endsWith('.part') || name.includes('.tmp'))).toEqual([]);
  for (const name of share.filter((candidate) => candidate.endsWith('.json')))
    expect(() => JSON.parse(readFileSync(join(folder, 'out/share', name), 'utf8'))).not.toThrow();

  // Mail may be sent twice where the kill fell between the server's answer and our note: with the same Message-ID.
  const ids = new Set<string>();
  for (const name of (await readdir(join(folder, 'mail'))).filter((candidate) => candidate.endsWith('.eml')))
    ids.add(/^message-id: (.+)$/im.exec(await readFile(join(folder, 'mail', name), 'utf8'))?.[1] ?? name);
  expect(ids.size).toBeLessThanOrEqual(1);
});
