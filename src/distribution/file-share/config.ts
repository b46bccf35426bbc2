import { z } from 'zod';

export interface FileShareConfig {
  readonly kind: 'fileShare';
  readonly id: string;
  readonly path: string;
  readonly title: string;
}

/** The plant file's entry of a folder that people can open. */
export const fileShareSchema: z.ZodType<FileShareConfig> = z
  .strictObject({
    kind: z.literal('fileShare').describe('A folder, mounted or local.'),
    id: z.string().min(1).describe('Name of this transport in the plant file.'),
    path: z.string().min(1).describe('The folder; it is made where missing. Relative to the plant file.'),
    title: z.string().min(1).default('Reports').describe('Heading of the page that lists the reports.'),
  })
  .describe('Lays reports down in dated folders, with a page that lists them.');
