/**
 * Makes the modules of `src/reports/fonts/` from the font files of `@fontsource/ibm-plex-sans`: the woff2 bytes as
 * base64 and the advance widths, read from the `cmap`, `hhea` and `hmtx` tables of the woff file of the same face
 * (woff2 may store transformed tables; woff only deflates them). Run after an update of that package:
 * `node scripts/font-metrics.ts`.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const origin = join(root, 'node_modules', '@fontsource', 'ibm-plex-sans');
const target = join(root, 'src', 'reports', 'fonts');
const subsets = ['latin', 'latin-ext'] as const;
const weights = [400, 600] as const;

/** The tables of a woff file by tag. */
function readTables(woff: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < woff.readUInt16BE(12); index += 1) {
    const entry = 44 + index * 20;
    const offset = woff.readUInt32BE(entry + 4);
    const storedBytes = woff.readUInt32BE(entry + 8);
    const bytes = woff.subarray(offset, offset + storedBytes);
    const compressed = storedBytes < woff.readUInt32BE(entry + 12);
    tables.set(woff.toString('latin1', entry, entry + 4), compressed ? inflateSync(bytes) : bytes);
  }
  return tables;
}

function getTable(tables: Map<string, Buffer>, tag: string): Buffer {
  const table = tables.get(tag);
  if (table === undefined) throw new Error(`The font has no ${tag} table.`);
  return table;
}

/** Glyph index by code point, from the format 4 subtables (the basic multilingual plane; the face has no other). */
function readGlyphs(cmap: Buffer): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let table = 0; table < cmap.readUInt16BE(2); table += 1) {
    const start = cmap.readUInt32BE(4 + table * 8 + 4);
    if (cmap.readUInt16BE(start) !== 4) continue;
    const doubled = cmap.readUInt16BE(start + 6);
    for (let segment = 0; segment < doubled; segment += 2) {
      const last = cmap.readUInt16BE(start + 14 + segment);
      const first = cmap.readUInt16BE(start + 16 + doubled + segment);
      const delta = cmap.readUInt16BE(start + 16 + 2 * doubled + segment);
      const rangeAt = start + 16 + 3 * doubled + segment;
      const range = cmap.readUInt16BE(rangeAt);
      for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint += 1) {
        const indirect = range === 0 ? codePoint : cmap.readUInt16BE(rangeAt + range + 2 * (codePoint - first));
        const glyph = indirect === 0 ? 0 : (indirect + delta) & 0xffff;
        if (glyph !== 0) glyphs.set(codePoint, glyph);
      }
    }
  }
  return glyphs;
}

/** Advance width by code point, in thousandths of the type size. */
function readAdvances(file: string): Map<number, number> {
  const tables = readTables(readFileSync(join(origin, 'files', `${file}.woff`)));
  const unitsPerEm = getTable(tables, 'head').readUInt16BE(18);
  const hmtx = getTable(tables, 'hmtx');
  const lastLong = getTable(tables, 'hhea').readUInt16BE(34) - 1;
  const advances = new Map<number, number>();
  for (const [codePoint, glyph] of readGlyphs(getTable(tables, 'cmap'))) {
    advances.set(codePoint, Math.round((hmtx.readUInt16BE(4 * Math.min(glyph, lastLong)) * 1000) / unitsPerEm));
  }
  return advances;
}

/** Code points of equal width side by side, so that the table reads and stays small. */
function writeAdvances(weight: number): string {
  const merged = new Map<number, number>();
  for (const subset of subsets) {
    for (const [codePoint, width] of readAdvances(`ibm-plex-sans-${subset}-${weight}-normal`)) {
      if (!merged.has(codePoint)) merged.set(codePoint, width);
    }
  }
  const entries = [...merged].sort(([a], [b]) => a - b).map(([codePoint, width]) => `  ${codePoint}: ${width},`);
  return `export const advanceWidths${weight}: Readonly<Record<number, number>> = {\n${entries.join('\n')}\n};\n`;
}

const { version } = JSON.parse(readFileSync(join(origin, 'package.json'), 'utf8')) as { version: string };
const note = `Made by scripts/font-metrics.ts from @fontsource/ibm-plex-sans ${version} (OFL-1.1, see OFL.txt). Do not edit.`;

writeFileSync(
  join(target, 'advance-widths.ts'),
  `/** Advance widths of IBM Plex Sans by code point, thousandths of the type size. ${note} */\n${weights.map(writeAdvances).join('\n')}`,
);
for (const weight of weights) {
  for (const subset of subsets) {
    const base64 = readFileSync(join(origin, 'files', `ibm-plex-sans-${subset}-${weight}-normal.woff2`)).toString(
      'base64',
    );
    const name = `${subset === 'latin' ? 'latin' : 'latinExt'}${weight}`;
    writeFileSync(
      join(target, `ibm-plex-sans-${subset}-${weight}.ts`),
      `/** IBM Plex Sans, ${subset}, weight ${weight}: woff2 bytes as base64. ${note} */\nexport const ${name}: string =\n  '${base64}';\n`,
    );
  }
}
copyFileSync(join(origin, 'LICENSE'), join(target, 'OFL.txt'));
