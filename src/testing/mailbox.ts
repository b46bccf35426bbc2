/** A mail server on this machine that keeps what it gets: for tests, and for the demo. Nothing leaves the machine. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message as it came, headers and body (RFC 5322). */
  readonly raw: Uint8Array;
  /** Where it was saved; undefined without `dir`. */
  readonly path: string | undefined;
}

/** An answer instead of taking the mail, such as `{ code: 451, text: 'Try later' }`. */
export interface Refusal {
  /** 4xx: may work later. 5xx: never will. */
  readonly code: number;
  readonly text: string;
  /** At which step; default `data`, after the whole mail was sent. */
  readonly at?: 'connect' | 'sender' | 'recipient' | 'data';
  /** Only this recipient, with `at: 'recipient'`. */
  readonly recipient?: string;
}

export interface MailboxOptions {
  /** Folder in which each mail is saved as `.eml`; made where missing. Without it mails are only kept in memory. */
  readonly dir?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Asks for this login before taking a mail. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Called with each mail after it was kept and before the sender hears so. */
  readonly onMail?: (mail: ReceivedMail) => void | Promise<void>;
}

export interface Mailbox extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** In order of arrival. */
  listMails(): readonly ReceivedMail[];
  /** From now on answers so instead; undefined: takes mails again. */
  refuse(refusal: Refusal | undefined): void;
  close(): Promise<void>;
}

/** A mail larger than this is refused. */
const mailBytesMax = 50_000_000;

/**
 * Starts a mail server on the loopback address.
 *
 * @example await using mailbox = await startMailbox({ dir: 'out/mail' })
 */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const host = '127.0.0.1';
  const mails: ReceivedMail[] = [];
  let refusal: Refusal | undefined;
  if (options.dir !== undefined) await mkdir(options.dir, { recursive: true });

  const refusedAt = (step: Refusal['at'], recipient?: string): Error | undefined => {
    if (refusal === undefined || (refusal.at ?? 'data') !== step) return undefined;
    if (refusal.recipient !== undefined && refusal.recipient !== recipient) return undefined;
    return Object.assign(new Error(refusal.text), { responseCode: refusal.code });
  };

  const keep = async (
    stream: AsyncIterable<Buffer>,
    from: string,
    to: readonly string[],
  ): Promise<Error | undefined> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const refused = refusedAt('data');
    if (refused !== undefined) return refused;
    const raw = Buffer.concat(chunks);
    const path = options.dir === undefined ? undefined : await save(options.dir, raw);
    const mail = { from, to, raw, path };
    mails.push(mail);
    await options.onMail?.(mail);
    return undefined;
  };

  const { login } = options;
  const handlers: SMTPServerOptions = {
    disabledCommands: ['STARTTLS', ...(login === undefined ? ['AUTH'] : [])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: mailBytesMax,
    logger: false,
    closeTimeout: 1_000,
    onConnect: (_session, done) => done(refusedAt('connect')),
    onAuth: (auth, _session, done) => {
      const right = auth.username === login?.user && auth.password === login?.password;
      if (right) done(null, { user: auth.username });
      else done(Object.assign(new Error('5.7.8 User name or password is wrong'), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, done) => done(refusedAt('sender')),
    onRcptTo: (address, _session, done) => done(refusedAt('recipient', address.address)),
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? '' : mailFrom.address;
      keep(
        stream,
        from,
        rcptTo.map((one) => one.address),
      ).then(
        (refused) => (refused === undefined ? done(null, `Kept as mail ${mails.length}`) : done(refused)),
        (error: unknown) => done(Object.assign(new Error(`Cannot keep it: ${String(error)}`), { responseCode: 452 })),
      );
    },
  };
  const server = new SMTPServer(handlers);
  // A client that goes away in the middle is no error of the mailbox; the client knows of it.
  const ignoreBrokenClient = (): void => {};
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      server.on('error', ignoreBrokenClient);
      resolve((server.server.address() as AddressInfo).port);
    });
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => server.close(resolve));
    return closing;
  };
  return {
    host,
    port,
    listMails: () => mails,
    refuse: (next) => {
      refusal = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Named by its Message-ID, so that a mail sent twice is one file; whole or not there. */
async function save(dir: string, raw: Buffer): Promise<string> {
  const header =
    raw
      .subarray(0, 65_536)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const messageId = /^message-id:\s*<([^>]+)>/im.exec(header)?.[1];
  const name = messageId?.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120) ?? randomBytes(10).toString('hex');
  const path = join(dir, `${name}.eml`);
  const temporary = join(dir, `.${name}-${randomBytes(4).toString('hex')}`);
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(raw);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  return path;
}
