/** The steps of backups and restores at which a process may die; tests stop it there and look at what is left. */
export const backupSteps = [
  'folder-made',
  'state-copied',
  'buffer-linked',
  'history-pinned',
  'buffer-linked-again',
  'history-linked',
  'names-written',
  'point-saved',
  'folder-removed',
] as const;
export type BackupStep = (typeof backupSteps)[number];

export const restoreSteps = [
  'marker-written',
  'history-moved',
  'archive-moved',
  'buffer-moved',
  'state-moved',
  'run-moved',
  'file-placed',
  'history-placed',
  'archive-placed',
  'buffer-placed',
  'run-placed',
  'numbers-raised',
  'state-prepared',
  'state-placed',
  'derived-removed',
  'marker-removed',
] as const;
export type RestoreStep = (typeof restoreSteps)[number];
