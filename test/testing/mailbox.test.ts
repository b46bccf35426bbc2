import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmail, emailSchema, type Transport } from 'gemba/distribution';
import { type Mailbox, type MailboxOptions, type ReceivedMail, startMailbox } from 'gemba/testing';
import { expect, onTestFinished, test } from 'vitest';
import { archiveOf, deliveryOf } from '../distribution/support/deliveries.ts';

const context = { signal: new AbortController().signal, readFile: archiveOf('daily.pdf') };

async function folderOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-mailbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function mailboxOf(options: MailboxOptions): Promise<{ mailbox: Mailbox; email: Transport }> {
  const mailbox = await startMailbox(options);
  onTestFinished(() => mailbox.close());
  const { host, port } = mailbox;
  const config = { kind: 'smtp', id: 'out', host, port, requireTls: false, from: 'reports@plant.example' };
  return { mailbox, email: createEmail(emailSchema.parse(config), { env: {} }) };
}

test('each mail is a file named by its Message-ID, whole, and sent twice it is one file', async () => {
  const dir = join(await folderOf(), 'mail');
  const { mailbox, email } = await mailboxOf({ dir });
  await email.deliver(deliveryOf(), context);
  await email.deliver(deliveryOf(), context);
  const names = await readdir(dir);
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{40}_plant\.example\.eml$/)]);
  const [first, second] = mailbox.listMails();
  expect(first?.path).toBe(join(dir, names[0] ?? ''));
  expect(Buffer.compare(await readFile(first?.path ?? ''), Buffer.from(second?.raw ?? []))).toBe(0);
});

test('a mail without a Message-ID is kept under a name of its own', async () => {
  const dir = await folderOf();
  const mailbox = await startMailbox({ dir });
  onTestFinished(() => mailbox.close());
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect(mailbox.port, mailbox.host);
    const lines = ['EHLO me', 'MAIL FROM:<>', 'RCPT TO:<a@b.example>', 'DATA', 'Subject: x\r\n\r\nHello\r\n.', 'QUIT'];
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      // One command for each whole answer; the last line of an answer has a space after its code.
      if (/^\d{3} .*\r\n$/m.test(chunk.toString()) && lines.length > 0) socket.write(`${lines.shift()}\r\n`);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
  expect(said).toContain('Kept as mail 1');
  expect(mailbox.listMails()).toMatchObject([{ from: '', to: ['a@b.example'] }]);
  expect(await readdir(dir)).toEqual([expect.stringMatching(/^[0-9a-f]{20}\.eml$/)]);
});

test('who waits for mails is told before the sender is', async () => {
  const seen: ReceivedMail[] = [];
  const { email } = await mailboxOf({ onMail: (mail) => void seen.push(mail) });
  await email.deliver(deliveryOf(), context);
  expect(seen).toMatchObject([{ from: 'reports@plant.example', to: ['director@plant.example'], path: undefined }]);
});

test('a mail that cannot be saved is refused for now, so the sender keeps it', async () => {
  const dir = join(await folderOf(), 'mail');
  const { mailbox, email } = await mailboxOf({ dir });
  await rm(dir, { recursive: true });
  await writeFile(dir, 'a file where the folder was');
  expect(await email.deliver(deliveryOf(), context)).toMatchObject({
    kind: 'retry',
    reason: expect.stringContaining('452'),
  });
  expect(mailbox.listMails()).toEqual([]);
});

test('closing twice is harmless, and a port in use is told', async () => {
  const { mailbox } = await mailboxOf({});
  await expect(startMailbox({ port: mailbox.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await mailbox.close();
  await mailbox[Symbol.asyncDispose]();
});
