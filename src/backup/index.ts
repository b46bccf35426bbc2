export type {
  BackupPoint,
  BackupRepository,
  FileToSave,
  KeepRule,
  PartToSave,
  PointSummary,
  SavedFile,
  SavedPoint,
  SavePointOptions,
} from './repository.ts';
export type { BackupTarget, ObjectContent, StoredObject } from './target.ts';
