/** One delivery on the share, as the index tells it. Its file is written before the index, so no delivery is forgotten. */
import { z } from 'zod';

export interface ShareEntry {
  readonly formatVersion: 1;
  readonly delivery: string;
  readonly date: string;
  readonly kind: string;
  readonly plant: string;
  readonly audience: string;
  readonly language: string;
  readonly title: string;
  /** 1, or higher where files of the same name with other content were there. */
  readonly revision: number;
  readonly files: readonly ShareFile[];
}

export interface ShareFile {
  readonly name: string;
  /** Relative to the share's folder, with `/`. */
  readonly path: string;
  readonly mediaType: string;
  readonly byteLength: number;
  readonly sha256: string;
}

export const shareEntrySchema: z.ZodType<ShareEntry> = z.object({
  formatVersion: z.literal(1),
  delivery: z.string(),
  date: z.string(),
  kind: z.string(),
  plant: z.string(),
  audience: z.string(),
  language: z.string(),
  title: z.string(),
  revision: z.int(),
  files: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      mediaType: z.string(),
      byteLength: z.number(),
      sha256: z.string(),
    }),
  ),
});

/** Newest day first; within a day by plant, kind and audience, a later revision before the earlier. */
export function compareEntries(a: ShareEntry, b: ShareEntry): number {
  return (
    compare(b.date, a.date) ||
    compare(a.plant, b.plant) ||
    compare(a.kind, b.kind) ||
    compare(a.audience, b.audience) ||
    b.revision - a.revision ||
    compare(a.delivery, b.delivery)
  );
}

/** By code units: the same in every locale of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
