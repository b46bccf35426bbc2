import { createServer } from 'node:net';
import { createEmail, emailSchema } from 'gemba/distribution';
import { type Mailbox, type MailboxOptions, startMailbox } from 'gemba/testing';
import PostalMime from 'postal-mime';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emailConfig } from './email-fixture.ts';
import { archiveOf, deliveryOf, fileOf } from './support/deliveries.ts';

const readFile = archiveOf('daily.pdf', 'daily.json');
const context = { signal: new AbortController().signal, readFile };

async function mailboxOf(options: MailboxOptions = {}): Promise<Mailbox> {
  const mailbox = await startMailbox(options);
  onTestFinished(() => mailbox.close());
  return mailbox;
}

describe('what is sent', () => {
  test('the Message-ID is derived from the delivery, so a mail sent again by another process is the same mail', async () => {
    const mailbox = await mailboxOf();
    for (let time = 0; time < 2; time += 1) {
      const email = createEmail(emailConfig({ port: mailbox.port }), { env: {}, clock: () => time * 1_000 });
      expect((await email.deliver(deliveryOf(), context)).kind).toBe('delivered');
    }
    const other = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    await other.deliver(deliveryOf({ id: 'd-2' }), context);
    const mails = await Promise.all(mailbox.listMails().map(({ raw }) => PostalMime.parse(raw)));
    expect(mails[0]?.messageId).toMatch(/^<[0-9a-f]{40}@plant\.example>$/);
    expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
    expect(mails[2]?.messageId).not.toBe(mails[0]?.messageId);
  });

  test('only files of the media types named are attached', async () => {
    const mailbox = await mailboxOf();
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    const files = [fileOf('daily.pdf', 'daily.pdf'), fileOf('daily.json', 'daily.json', 'application/json')];
    await email.deliver(deliveryOf({ files }), context);
    const mail = await PostalMime.parse(mailbox.listMails()[0]?.raw ?? '');
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['daily.pdf', 'application/pdf'],
    ]);
    expect([mail.from?.name, mail.from?.address]).toEqual(['Plant reports', 'reports@plant.example']);
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  });

  test('files of a revision are attached under its number', async () => {
    const mailbox = await mailboxOf();
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    await email.deliver(deliveryOf({ revision: 2 }), context);
    const mail = await PostalMime.parse(mailbox.listMails()[0]?.raw ?? '');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['daily-r2.pdf']);
  });

  test('no text of a delivery can start a header of its own', async () => {
    const mailbox = await mailboxOf();
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    const evil = 'x\r\nBcc: thief@evil.example\r\n\r\nbody';
    const file = { ...fileOf('daily.pdf', 'daily.pdf'), name: `${evil}.pdf` };
    const result = await email.deliver(deliveryOf({ id: evil, subject: evil, language: evil, files: [file] }), context);
    expect(result.kind).toBe('delivered');
    const [received] = mailbox.listMails();
    const mail = await PostalMime.parse(received?.raw ?? '');
    expect(received?.to).toEqual(['director@plant.example']);
    expect(mail.bcc ?? []).toEqual([]);
    expect(mail.subject).toBe('x Bcc: thief@evil.example body');
    expect(mail.text?.trim()).toBe('Hello');
  });

  test.each(['a@b.example\r\nRCPT TO:<c@d.example>', 'a@b.example, c@d.example', 'nobody', '<a@b.example>', ''])(
    'the recipient %j is rejected without asking the server',
    async (recipient) => {
      const email = createEmail(emailConfig(), { env: {} });
      const result = await email.deliver(deliveryOf({ recipients: [recipient] }), context);
      expect(result).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('is not a mail address') });
    },
  );

  test('a delivery without recipients, with too many, or with too much attached is rejected with the limit', async () => {
    const email = createEmail(emailConfig({ attachmentsMaxBytes: 5 }), { env: {} });
    const many = Array.from({ length: 101 }, (_, at) => `p${at}@plant.example`);
    const reasonOf = async (change: object): Promise<unknown> => email.deliver(deliveryOf(change), context);
    expect(await reasonOf({ recipients: [] })).toMatchObject({ reason: expect.stringContaining('no mail address') });
    expect(await reasonOf({ recipients: many })).toMatchObject({ reason: expect.stringContaining('at most 100') });
    expect(await reasonOf({})).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('have 9 bytes; `attachmentsMaxBytes` allows 5'),
    });
  });

  test('without TLS nothing is sent where TLS is required', async () => {
    const mailbox = await mailboxOf();
    const email = createEmail(emailConfig({ port: mailbox.port, requireTls: true }), { env: {} });
    const result = await email.deliver(deliveryOf(), context);
    expect(result.kind).not.toBe('delivered');
    expect(mailbox.listMails()).toEqual([]);
  });
});

describe('what the server answers', () => {
  test.each([
    ['connect', 421, 'retry'],
    ['connect', 554, 'rejected'],
    ['sender', 451, 'retry'],
    ['sender', 550, 'rejected'],
    ['recipient', 450, 'retry'],
    ['recipient', 550, 'rejected'],
    ['data', 452, 'retry'],
    ['data', 554, 'rejected'],
  ] as const)('%s answered %i is %s, with what the server said', async (at, code, kind) => {
    const mailbox = await mailboxOf();
    mailbox.refuse({ at, code, text: 'Because of the moon' });
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    const result = await email.deliver(deliveryOf(), context);
    expect(result).toMatchObject({ kind, reason: expect.stringContaining(`${code} Because of the moon`) });
    expect(mailbox.listMails()).toEqual([]);
    mailbox.refuse(undefined);
    expect((await email.deliver(deliveryOf(), context)).kind).toBe('delivered');
  });

  const two = deliveryOf({ recipients: ['director@plant.example', 'lead@plant.example'] });

  test('a recipient refused for good is named in the receipt; the others have the mail', async () => {
    const mailbox = await mailboxOf();
    mailbox.refuse({ at: 'recipient', recipient: 'lead@plant.example', code: 550, text: 'No such user' });
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    const result = await email.deliver(two, context);
    expect(result).toMatchObject({
      kind: 'delivered',
      receipt: expect.stringContaining('refused for lead@plant.example (550 No such user)'),
    });
    expect(mailbox.listMails()[0]?.to).toEqual(['director@plant.example']);
  });

  test('a recipient refused for now is tried again alone, with the same Message-ID', async () => {
    const mailbox = await mailboxOf();
    mailbox.refuse({ at: 'recipient', recipient: 'lead@plant.example', code: 451, text: 'Greylisted' });
    const email = createEmail(emailConfig({ port: mailbox.port }), { env: {} });
    const first = await email.deliver(two, context);
    expect(first).toMatchObject({ kind: 'retry', served: ['director@plant.example'] });
    mailbox.refuse(undefined);
    const served = first.kind === 'retry' ? (first.served ?? []) : [];
    expect((await email.deliver(two, { ...context, served })).kind).toBe('delivered');
    expect(mailbox.listMails().map(({ to }) => to)).toEqual([['director@plant.example'], ['lead@plant.example']]);
    const ids = await Promise.all(mailbox.listMails().map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(ids[0]).toBe(ids[1]);
    const again = await email.deliver(two, { ...context, served: two.recipients });
    expect(again).toMatchObject({ kind: 'delivered', receipt: expect.stringContaining('has it already') });
    expect(mailbox.listMails()).toHaveLength(2);
  });

  test('a server that takes the connection and stays silent is a retry after the timeout', async () => {
    const silent = createServer(() => {});
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port));
    });
    onTestFinished(() => void silent.close());
    const email = createEmail(emailConfig({ port, timeoutMs: 100 }), { env: {} });
    expect(await email.deliver(deliveryOf(), context)).toMatchObject({
      kind: 'retry',
      reason: expect.stringContaining(`127.0.0.1:${port}`),
    });
    const stop = new AbortController();
    const checked = createEmail(emailConfig({ port }), { env: {} }).check(stop.signal);
    stop.abort();
    expect(await checked).toMatchObject({ ok: false });
  });
});

describe('the login', () => {
  const login = { user: 'reports', password: 'p4ss-word-öä' };
  const withLogin = { user: 'reports', password: { env: 'SMTP_PASSWORD' } };

  test('the password comes from the environment and lets us in', async () => {
    const mailbox = await mailboxOf({ login });
    const env = { SMTP_PASSWORD: login.password };
    const email = createEmail(emailConfig({ port: mailbox.port, ...withLogin }), { env });
    expect(await email.check(context.signal)).toMatchObject({ ok: true });
    expect((await email.deliver(deliveryOf(), context)).kind).toBe('delivered');
  });

  test('a wrong password is told, and stands in no reason in any form', async () => {
    const mailbox = await mailboxOf({ login });
    const wrong = 'not-this-secret-one';
    const email = createEmail(emailConfig({ port: mailbox.port, ...withLogin }), { env: { SMTP_PASSWORD: wrong } });
    const said = JSON.stringify([await email.deliver(deliveryOf(), context), await email.check(context.signal)]);
    expect(said).toContain('535');
    expect(said).toContain('environment variable');
    expect(said).not.toContain(wrong);
    expect(said).not.toContain(Buffer.from(wrong).toString('base64'));
  });

  test('a server that echoes the password back does not bring it into the reason', async () => {
    const mailbox = await mailboxOf({ login });
    mailbox.refuse({
      code: 550,
      text: `You said ${login.password} and ${Buffer.from(login.password).toString('base64')}`,
    });
    const email = createEmail(emailConfig({ port: mailbox.port, ...withLogin }), {
      env: { SMTP_PASSWORD: login.password },
    });
    const result = await email.deliver(deliveryOf(), context);
    expect(result).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('You said *** and ***') });
  });

  test('a password that is not set throws `secret-missing`, naming the variable', () => {
    expect(() => createEmail(emailConfig(withLogin), { env: { SMTP_PASSWORD: '' } })).toThrow(
      expect.objectContaining({ code: 'secret-missing', message: expect.stringContaining('SMTP_PASSWORD') }),
    );
  });
});

describe('the config', () => {
  const given = { kind: 'smtp', id: 'mail', host: 'mail.plant.example', from: 'reports@plant.example' };

  test('defaults to submission with TLS required', () => {
    expect(emailSchema.parse(given)).toEqual({
      ...given,
      port: 587,
      secure: false,
      requireTls: true,
      attach: ['application/pdf'],
      attachmentsMaxBytes: 20_000_000,
      timeoutMs: 30_000,
    });
  });

  test.each([
    ['from', { from: 'a@b.example\r\nBcc: c@d.example' }],
    ['from', { from: 'Plant' }],
    ['replyTo', { replyTo: 'a@b, c@d' }],
    ['host', { host: 'mail server' }],
    ['port', { port: 0 }],
    ['password', { user: 'reports' }],
    ['password', { user: 'reports', password: 'in the clear' }],
    ['password.env', { user: 'reports', password: { env: '$X' } }],
  ])('%s is refused in %j', (path, change) => {
    const { error } = emailSchema.safeParse({ ...given, ...change });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  test('a field it does not know is refused', () => {
    expect(emailSchema.safeParse({ ...given, pasword: 'x' }).success).toBe(false);
  });
});
