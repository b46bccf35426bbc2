import { z } from 'zod';
import { type Secret, secretSchema } from '../secret.ts';
import { addressOf } from './address.ts';

export interface EmailConfig {
  readonly kind: 'smtp';
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly from: string;
  readonly replyTo?: string | undefined;
  readonly attach: readonly string[];
  readonly attachmentsMaxBytes: number;
  readonly timeoutMs: number;
}

const address = z.string().refine((text) => addressOf(text) !== undefined, {
  message: 'is not a mail address, such as `reports@plant.example` or `Plant reports <reports@plant.example>`',
});

/** The plant file's entry of a mail server. */
export const emailSchema: z.ZodType<EmailConfig> = z
  .strictObject({
    kind: z.literal('smtp').describe('Mail by SMTP.'),
    id: z.string().min(1).describe('Name of this transport in the plant file.'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9._:-]+$/, 'is not a host name or address')
      .describe('Host name or address of the mail server.'),
    port: z.int().min(1).max(65_535).default(587).describe('Port: 587 for submission, 465 with `secure`.'),
    secure: z.boolean().default(false).describe('TLS from the first byte (port 465). Otherwise STARTTLS.'),
    requireTls: z
      .boolean()
      .default(true)
      .describe('Refuse to send without TLS. Only a server on this machine or a trusted line may go without.'),
    user: z.string().min(1).optional().describe('User name to log in with; without it nobody logs in.'),
    password: secretSchema.optional().describe('Password of `user`, by its environment variable.'),
    from: address.describe('Sender, an address or `Name <address>`. Its domain also names the messages.'),
    replyTo: address.optional().describe('Where answers go, where not to the sender.'),
    attach: z
      .array(z.string().min(1))
      .default(['application/pdf'])
      .describe('Media types of the files to attach; the others of a report stay out of the mail.'),
    attachmentsMaxBytes: z
      .int()
      .min(1)
      .default(20_000_000)
      .describe('Most bytes of attachments in one mail, before encoding (which adds a third).'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('How long the server may stay silent, in milliseconds.'),
  })
  .refine((config) => (config.user === undefined) === (config.password === undefined), {
    path: ['password'],
    message: 'and `user` go together: give both or neither',
  })
  .describe('Mails reports over an SMTP server: body in HTML and text, PDF attached.');
