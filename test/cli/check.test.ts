import { join } from 'node:path';
import { startMailbox } from 'gemba/testing';
import { expect, test } from 'vitest';
import { gemba, mailTo, makeFolder, writeDemoPlant } from '../support/demo-plant.ts';

test('check tries everything the plant file names, says each, sends nothing, and exits 0 where all is there', async () => {
  const folder = await makeFolder();
  await using mailbox = await startMailbox();
  const config = await writeDemoPlant(folder, mailTo(mailbox));
  const { code, stdout } = await gemba(['check', '--config', config, '--json']);
  expect(code, stdout).toBe(0);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean }[] };
  expect(checks.map(({ name }) => name)).toEqual([
    'plant file',
    'store',
    'source mes',
    'transport share',
    'transport mail',
    'browser',
  ]);
  expect(mailbox.listMails()).toEqual([]);
});

test('check exits 1 where something is missing, and tells all of it', async () => {
  const folder = await makeFolder();
  const config = await writeDemoPlant(folder, (file) => ({
    ...file,
    sources: [{ ...file.sources?.[0], path: 'no-such.csv' }],
    transports: (file.transports ?? []).map((t) => (t.id === 'mail' ? { ...t, port: 1 } : t)),
  }));
  const { code, stdout } = await gemba(['check', '--config', config], {
    env: { PUPPETEER_EXECUTABLE_PATH: join(folder, 'no-browser') },
  });
  expect(code).toBe(1);
  for (const name of ['source mes', 'transport mail', 'browser']) expect(stdout).toContain(`FAILED ${name}: `);
  expect(stdout).toContain('ok     transport share');
});

test('a misspelt subcommand exits 2 and proposes the right one', async () => {
  const { code, stderr } = await gemba(['browser', 'instal']);
  expect(code).toBe(2);
  expect(stderr).toContain('install');
});
