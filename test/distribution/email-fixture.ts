import { createEmail, type EmailConfig, emailSchema } from 'gemba/distribution';
import { startMailbox, type TransportFixture } from 'gemba/testing';
import PostalMime, { type Email } from 'postal-mime';

/** Closed, so that no server answers; only the config of a test that never sends. */
export function emailConfig(change: Record<string, unknown> = {}): EmailConfig {
  return emailSchema.parse({
    kind: 'smtp',
    id: 'mail',
    host: '127.0.0.1',
    port: 1,
    requireTls: false,
    from: 'Plant reports <reports@plant.example>',
    ...change,
  });
}

export async function createEmailFixture(): Promise<TransportFixture> {
  const mailbox = await startMailbox();
  const config = emailConfig({ port: mailbox.port, attach: ['application/pdf', 'text/html'] });
  return {
    transport: createEmail(config, { env: {} }),
    recipients: ['director@plant.example', 'lead@plant.example'],
    listArrived: async () => {
      const mails = new Map<string | undefined, Email>();
      for (const { raw } of mailbox.listMails()) {
        const mail = await PostalMime.parse(raw);
        mails.set(mail.messageId, mail);
      }
      return [...mails.values()].map((mail) => ({
        files: new Map(mail.attachments.map((file) => [file.filename ?? '', bytesOf(file.content)])),
        bodyHtml: mail.html ?? '',
        bodyText: mail.text ?? '',
        subject: mail.subject ?? '',
      }));
    },
    breakOtherSide: () => mailbox.close(),
    [Symbol.asyncDispose]: () => mailbox.close(),
  };
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
