import type { Transporter } from 'nodemailer';
import type { Delivery } from '../../model/index.ts';
import { revisedName } from '../file-share/names.ts';
import { readSecret } from '../secret.ts';
import type { Transport, TransportContext, TransportResult } from '../transport.ts';
import { addressOf, type MailAddress } from './address.ts';
import { resultOfError, resultOfSent, type SentInfo } from './answer.ts';
import type { EmailConfig } from './config.ts';
import { extraHeaders, headerText, messageIdOf } from './message.ts';

export interface EmailOptions {
  /** Environment the password is read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTC epoch milliseconds, for the Date header; default `Date.now`. */
  readonly clock?: () => number;
}

/** More than a distribution list should hold; use a list address of the mail server instead. */
const recipientsMax = 100;

/**
 * Mails deliveries: HTML body, text alternative, files attached, one connection per mail, closed after it.
 *
 * The Message-ID is derived from the delivery's id: sent again after a kill, it is the same mail. Answers 4xx, and
 * a server that cannot be reached, are `retry`; answers 5xx are `rejected`. The password stands in no reason.
 * Throws `secret-missing` where the password's variable is not set.
 */
export function createEmail(config: EmailConfig, options: EmailOptions): Transport {
  const { clock = Date.now } = options;
  const password = config.password === undefined ? undefined : readSecret(config.password, options.env);
  const server = `${config.host}:${config.port}`;
  const from = knownAddress(config.from);
  const settings = {
    host: config.host,
    port: config.port,
    secure: config.secure,
    requireTLS: config.requireTls && !config.secure,
    ...(password === undefined ? {} : { auth: { user: config.user ?? '', pass: password } }),
    connectionTimeout: config.timeoutMs,
    greetingTimeout: config.timeoutMs,
    socketTimeout: config.timeoutMs,
    dnsTimeout: config.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  let opened: Promise<Transporter> | undefined;
  /** The client library is loaded with the first mail: most commands send none. */
  const openMailer = (): Promise<Transporter> => {
    opened ??= import('nodemailer').then(({ createTransport }) => createTransport(settings));
    return opened;
  };

  /** Servers echo what they were sent; what they say is told without the password in either of its forms. */
  const withoutPassword = (text: string): string => {
    if (password === undefined) return text;
    const plain = Buffer.from(`\0${config.user ?? ''}\0${password}`).toString('base64');
    const forms = [plain, Buffer.from(password).toString('base64'), password];
    return forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
  };

  const send = async (delivery: Delivery, context: TransportContext): Promise<TransportResult> => {
    const problem = problemOf(delivery, config);
    if (problem !== undefined) return { kind: 'rejected', reason: problem };
    const served = new Set(context.served);
    const recipients = delivery.recipients.filter((recipient) => !served.has(recipient));
    if (recipients.length === 0) return { kind: 'delivered', receipt: `${server}: every recipient has it already` };
    const attachments = [];
    for (const file of attachedFiles(delivery, config)) {
      context.signal.throwIfAborted();
      const content = Buffer.from(await context.readFile(file));
      const filename = headerText(revisedName(file.name, delivery.revision ?? 1));
      attachments.push({ filename, contentType: headerText(file.mediaType), content });
    }
    const mailer = await openMailer();
    context.signal.throwIfAborted();
    const info = (await mailer.sendMail({
      from,
      to: delivery.recipients.map(knownAddress),
      envelope: { from: from.address, to: recipients },
      ...(config.replyTo === undefined ? {} : { replyTo: knownAddress(config.replyTo) }),
      subject: headerText(delivery.subject),
      messageId: messageIdOf(delivery.id, from),
      date: new Date(clock()),
      headers: extraHeaders(delivery),
      html: delivery.bodyHtml,
      text: delivery.bodyText,
      attachments,
      signal: context.signal,
    } as Parameters<Transporter['sendMail']>[0])) as Partial<SentInfo>;
    const { accepted = [], response = '', rejectedErrors = [] } = info;
    return resultOfSent({ accepted, response, rejectedErrors }, server);
  };

  return {
    id: config.id,
    kind: 'smtp',
    deliver: async (delivery, context) => {
      const result = await answered(() => send(delivery, context), context.signal, server);
      return result.kind === 'delivered'
        ? { ...result, receipt: withoutPassword(result.receipt) }
        : { ...result, reason: withoutPassword(result.reason) };
    },
    check: async (signal) => {
      const verify = async (): Promise<TransportResult> => {
        await untilAborted((await openMailer()).verify(), signal);
        return { kind: 'delivered', receipt: `${server} answers${password === undefined ? '' : ' and lets us in'}.` };
      };
      const result = await answered(verify, signal, server);
      return result.kind === 'delivered'
        ? { ok: true, message: result.receipt }
        : { ok: false, message: withoutPassword(result.reason) };
    },
    // Each mail closes its connection, so nothing is held.
    [Symbol.asyncDispose]: async () => {},
  };
}

async function answered(
  work: () => Promise<TransportResult>,
  signal: AbortSignal,
  server: string,
): Promise<TransportResult> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return { kind: 'retry', reason: `Stopped before ${server} took it.` };
    return resultOfError(error, server);
  }
}

/** What of a delivery could never be sent, so that no server need be asked. */
function problemOf(delivery: Delivery, config: EmailConfig): string | undefined {
  const { recipients } = delivery;
  if (recipients.length === 0) {
    return `The audience \`${delivery.audience}\` has no mail address. Give it \`recipients\` in the plant file.`;
  }
  if (recipients.length > recipientsMax) {
    return `${recipients.length} recipients; at most ${recipientsMax} go in one mail. Use a list address of the mail server.`;
  }
  const invalid = recipients.find((recipient) => addressOf(recipient)?.address !== recipient);
  if (invalid !== undefined) return `${JSON.stringify(invalid)} is not a mail address. Correct \`recipients\`.`;
  const bytes = attachedFiles(delivery, config).reduce((sum, file) => sum + file.byteLength, 0);
  if (bytes <= config.attachmentsMaxBytes) return undefined;
  return `The attachments have ${bytes} bytes; \`attachmentsMaxBytes\` allows ${config.attachmentsMaxBytes}. Raise it, or attach less (\`attach\`).`;
}

function attachedFiles(delivery: Delivery, config: EmailConfig): Delivery['files'] {
  return delivery.files.filter((file) => config.attach.includes(file.mediaType.split(';')[0]?.trim() ?? ''));
}

/** An address that the schema, or `problemOf`, has checked. As an object, nodemailer does not parse it again. */
function knownAddress(text: string): MailAddress {
  return addressOf(text) ?? { name: '', address: text };
}

/** Rejects as soon as the signal aborts; what was begun ends by its own timeouts. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
