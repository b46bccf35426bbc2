/** What an S3 store's failures mean to who looks after the plant. */
import { GembaError } from '../../model/index.ts';

const letIn = 'Let these credentials list, read, write and remove objects below the prefix.';
const keys = 'Look at the environment variables that the plant file names for the credentials.';
const network = 'Look at the endpoint, the network and the server.';
const remedies: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Make the bucket, or correct its name or region.',
  InvalidBucketName: 'Correct the name of the bucket.',
  PermanentRedirect: 'The bucket lies in another region: correct the region.',
  AuthorizationHeaderMalformed: 'The bucket lies in another region: correct the region.',
  AccessDenied: letIn,
  AllAccessDisabled: letIn,
  InvalidAccessKeyId: keys,
  SignatureDoesNotMatch: keys,
  InvalidToken: keys,
  ExpiredToken: keys,
  CredentialsProviderError:
    'Name the environment variables of the credentials in the plant file, or give the machine a role.',
  RequestTimeTooSkewed: "Set this machine's clock: it differs from the server's by more than 15 minutes.",
  QuotaExceeded: 'The quota is used up; make room, or keep fewer points.',
  XMinioStorageFull: 'The disk of the server is full; make room, or keep fewer points.',
  SlowDown: 'The server has too much to do; try again.',
  TimeoutError: network,
  ENOTFOUND: network,
  EAI_AGAIN: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  EHOSTUNREACH: network,
  ENETUNREACH: network,
  ETIMEDOUT: network,
  EPIPE: network,
};

interface Failure {
  readonly name: string;
  readonly status: number | undefined;
  /** How often it was tried. */
  readonly attempts: number;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: '', status: undefined, attempts: 1 };
  const { $metadata: metadata, code } = error as {
    $metadata?: { httpStatusCode?: number; attempts?: number };
    code?: unknown;
  };
  const name = typeof code === 'string' && code in remedies ? code : error.name;
  return { name, status: metadata?.httpStatusCode, attempts: metadata?.attempts ?? 1 };
}

export function isMissingObject(error: unknown): boolean {
  const { name, status } = failureOf(error);
  return name === 'NoSuchKey' || name === 'NotFound' || (status === 404 && name !== 'NoSuchBucket');
}

/** `backup-failed` with the place, what the server said and what to do. */
export function s3Problem(error: unknown, what: 'read' | 'write', location: string): GembaError {
  if (error instanceof GembaError) return error;
  const { name, status } = failureOf(error);
  // An answer to HEAD has no text: its status is all there is.
  const remedy = remedies[name] ?? (status === 403 ? letIn : status === 301 ? remedies['PermanentRedirect'] : network);
  const said = error instanceof Error && error.message !== '' ? error.message : name;
  return new GembaError('backup-failed', `Cannot ${what} the backups at ${location}: ${name}: ${said}. ${remedy}`, {
    cause: error,
    details: { location, name, ...(status !== undefined && { status }) },
  });
}
