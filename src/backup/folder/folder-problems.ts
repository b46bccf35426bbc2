/** What a folder's failures mean to who looks after the plant. */
import { GembaError } from '../../model/index.ts';

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to read and write there.',
  EPERM: 'Give this user the right to read and write there.',
  EROFS: 'It is mounted read-only; mount it for writing.',
  ENOSPC: 'The disk is full; make room, or keep fewer points.',
  EDQUOT: 'The quota is used up; make room, or keep fewer points.',
  EFBIG: 'Its file system takes no file so large; use another one.',
  ENOENT: 'Make the folder, or mount the share it lies on.',
  ENOTDIR: 'A file is where a folder should be; move it away or name another path.',
  EEXIST: 'A file is where a folder should be; move it away or name another path.',
  EISDIR: 'A folder is where a file should be; move it away or name another path.',
  EIO: 'The disk or the share failed; look at it.',
  ESTALE: 'The share was mounted anew meanwhile; try again.',
  EHOSTDOWN: 'The share is not reachable; look at the network and its server.',
  EHOSTUNREACH: 'The share is not reachable; look at the network and its server.',
  ENETUNREACH: 'The share is not reachable; look at the network and its server.',
  ENOTCONN: 'The share is not reachable; look at the network and its server.',
  ETIMEDOUT: 'The share is not reachable; look at the network and its server.',
};

export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** `backup-failed` with the path, what the system said and what to do. */
export function folderProblem(error: unknown, what: 'read' | 'write', path: string): GembaError {
  if (error instanceof GembaError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const remedy = remedies[errnoOf(error)] ?? 'Look at the disk or the share.';
  return new GembaError('backup-failed', `Cannot ${what} the backups at ${path}: ${said}. ${remedy}`, {
    cause: error,
    details: { path, errno: errnoOf(error) },
  });
}
