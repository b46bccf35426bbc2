export { type BackOff, backOffMs, defaultBackOff } from './back-off.ts';
export { isClaimerGone } from './claimer.ts';
export { type EmailConfig, emailSchema } from './email/config.ts';
export { createEmail, type EmailOptions } from './email/email.ts';
export { type FileShareConfig, fileShareSchema } from './file-share/config.ts';
export { createFileShare } from './file-share/file-share.ts';
export type { Outbox, OutboxClaim, OutboxItem, OutboxSettlement } from './outbox.ts';
export {
  createOutboxPump,
  type DeliveryOutcome,
  type DrainOptions,
  type OutboxPump,
  type OutboxPumpOptions,
} from './outbox-pump.ts';
export { readSecret, type Secret, secretSchema } from './secret.ts';
export type { Transport, TransportContext, TransportResult } from './transport.ts';
