/** The migrations in order: the first leads from nothing to format version 1, the n-th from version n - 1 to n. */
import { firstTables } from './001-first-tables.ts';
import { auditAndErasedFiles } from './002-audit-and-erased-files.ts';

export const migrations: readonly string[] = [firstTables, auditAndErasedFiles];
