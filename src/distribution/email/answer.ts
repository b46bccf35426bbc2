/** From what nodemailer throws or returns to what a transport says. */
import type { TransportResult } from '../transport.ts';

/** One recipient the server did not take. */
interface RefusedRecipient {
  readonly recipient: string;
  readonly said: string;
  /** Answer 4xx: may be taken later, such as greylisting. */
  readonly transient: boolean;
}

/** The fields of nodemailer's errors that are read here. */
interface SmtpError {
  readonly code?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
  readonly recipient?: unknown;
  readonly rejectedErrors?: unknown;
}

/** What the server answered to a mail it took for at least one recipient. */
export interface SentInfo {
  readonly accepted: readonly string[];
  readonly response: string;
  readonly rejectedErrors: readonly unknown[];
}

/** Without an answer of the server, these are about the mail or the config: trying again changes nothing. */
const permanentCodes = new Set(['EENVELOPE', 'EMESSAGE', 'EREQUIRETLS', 'ENOAUTH', 'ECONFIG']);

/** Codes where the words of the server are the remedy's best hint; the others get one of ours. */
const remedies: Readonly<Record<string, string>> = {
  EAUTH: 'Check `user` and the password’s environment variable.',
  EDNS: 'Check `host`.',
  ETLS: 'Check the server’s certificate, and `secure` and `requireTls`.',
  ESOCKET: 'Check that the server runs and can be reached, and `host` and `port`.',
  ECONNECTION: 'Check that the server runs and can be reached, and `host` and `port`.',
  ETIMEDOUT: 'Check that the server runs and can be reached, and `host` and `port`.',
};

/** What a failed sending means. `server` names it in the reason, such as `mail.plant.example:587`. */
export function resultOfError(error: unknown, server: string): TransportResult {
  const { code, responseCode } = (error ?? {}) as SmtpError;
  const refused = refusedOf((error as SmtpError | null)?.rejectedErrors);
  const reason = reasonOf(error, server, refused);
  if (refused.some((one) => one.transient)) return { kind: 'retry', reason };
  const answered = typeof responseCode === 'number' && responseCode >= 400;
  const permanent = answered ? responseCode >= 500 : permanentCodes.has(String(code));
  return { kind: permanent ? 'rejected' : 'retry', reason };
}

/**
 * What an accepted mail means. Where some recipients were refused for now, the others are noted as served and only
 * those are tried again; where some were refused for good, it is delivered, and the receipt names them.
 */
export function resultOfSent(info: SentInfo, server: string): TransportResult {
  const refused = refusedOf(info.rejectedErrors);
  if (refused.some((one) => one.transient)) {
    return { kind: 'retry', reason: `${server} did not take it for ${listed(refused)}.`, served: info.accepted };
  }
  const receipt = `${server}: ${info.response}`;
  return { kind: 'delivered', receipt: refused.length === 0 ? receipt : `${receipt}; refused for ${listed(refused)}` };
}

function reasonOf(error: unknown, server: string, refused: readonly RefusedRecipient[]): string {
  const { code, response } = (error ?? {}) as SmtpError;
  if (refused.length > 0) return `${server} did not take it for ${listed(refused)}.`;
  if (typeof response === 'string' && response !== '') {
    return [`${server} answered: ${oneLine(response)}.`, remedies[String(code)]].filter(Boolean).join(' ');
  }
  const said = oneLine(error instanceof Error ? error.message : String(error));
  return [`Sending by ${server} failed: ${said}.`, remedies[String(code)]].filter(Boolean).join(' ');
}

function refusedOf(errors: unknown): readonly RefusedRecipient[] {
  if (!Array.isArray(errors)) return [];
  return (errors as readonly SmtpError[]).map((error) => ({
    recipient: String(error.recipient),
    said: oneLine(String(error.response)),
    transient: typeof error.responseCode !== 'number' || error.responseCode < 500,
  }));
}

function listed(refused: readonly RefusedRecipient[]): string {
  return refused.map(({ recipient, said }) => `${recipient} (${said})`).join(', ');
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 500);
}
