/** Files to save, and points as they read back, both as records of texts by `part/path`. */
import { createHash } from 'node:crypto';
import type { BackupPoint, BackupRepository, FileToSave, PartToSave } from 'gemba/backup';
import { collect } from './collect.ts';

export type Texts = Readonly<Record<string, string>>;

export function fileOf(path: string, text: string, options: { readonly isHashed?: boolean } = {}): FileToSave {
  const bytes = Buffer.from(text);
  return {
    path,
    byteLength: bytes.length,
    ...(options.isHashed && { sha256: sha256Of(text) }),
    async *read() {
      const half = bytes.length >> 1;
      if (half > 0) yield bytes.subarray(0, half);
      if (bytes.length > half) yield bytes.subarray(half);
    },
  };
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Every other file is given with its checksum. */
export function partsOf(texts: Texts): readonly PartToSave[] {
  const parts = new Map<string, FileToSave[]>();
  for (const [name, text] of Object.entries(texts)) {
    const [part = '', ...path] = name.split('/');
    const files = parts.get(part) ?? [];
    files.push(fileOf(path.join('/'), text, { isHashed: name.length % 2 === 0 }));
    parts.set(part, files);
  }
  return [...parts].map(([name, files]) => ({ name, files }));
}

export async function readTexts(backups: BackupRepository, point: BackupPoint): Promise<Texts> {
  const texts: Record<string, string> = {};
  for (const part of point.parts)
    for (const file of part.files)
      texts[`${part.name}/${file.path}`] = Buffer.concat(await collect(backups.readFile(file))).toString();
  return texts;
}
