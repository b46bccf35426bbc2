export { type FolderTargetConfig, folderTargetSchema } from './folder/folder-config.ts';
export { type FolderTargetOptions, openFolderTarget } from './folder/folder-target.ts';
export { requireObjectName } from './object-names.ts';
export { type OpenRepositoryOptions, openBackupRepository } from './open-repository.ts';
export {
  type BackupTargetConfig,
  backupTargetSchema,
  type OpenTargetContext,
  openBackupTarget,
} from './open-target.ts';
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
export { type EnvironmentSecret, type S3TargetConfig, s3TargetSchema } from './s3/s3-config.ts';
export { openS3Target, type S3TargetOptions } from './s3/s3-target.ts';
export type { BackupTarget, ObjectContent, StoredObject } from './target.ts';
