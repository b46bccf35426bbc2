import { z } from 'zod';

export interface FolderTargetConfig {
  readonly kind: 'folder';
  readonly path: string;
}

/** What a plant file says about backups in a folder. */
export const folderTargetSchema: z.ZodObject<{ kind: z.ZodLiteral<'folder'>; path: z.ZodString }, z.core.$strict> =
  z.strictObject({
    kind: z.literal('folder').describe('A folder, mounted or local.'),
    path: z
      .string()
      .min(1)
      .describe('An existing folder, relative to the plant file; of another disk than the store, or a share.'),
  });
