export { type FolderTargetOptions, openFolderTarget } from './folder/folder-target.ts';
export { type OpenRepositoryOptions, openBackupRepository } from './open-repository.ts';
export type {
  BackupDamage,
  BackupPoint,
  BackupRepository,
  FileToSave,
  KeepRule,
  PartToSave,
  PointSummary,
  SavedFile,
  SavedPoint,
  SavePointOptions,
  VerifiedBackups,
  VerifyBackupsOptions,
} from './repository.ts';
export type { BackupTarget, ObjectContent, StoredObject } from './target.ts';
