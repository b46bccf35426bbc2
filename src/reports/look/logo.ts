/** A plant's logo as a data URI: PNG, or SVG that runs nothing and loads nothing. */
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { GembaError } from '../../model/index.ts';

const bytesMax = 512 * 1024;
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const refused: readonly RegExp[] = [
  /<\s*(?:script|foreignObject|iframe|image|use|style|animate|set|a)\b/i,
  /\son[a-z]+\s*=/i,
  /<!(?:DOCTYPE|ENTITY)/i,
  /(?:href|src)\s*=\s*["']?\s*(?!#)/i,
  /url\s*\(\s*["']?\s*(?!#)/i,
  /<\?(?!xml\s)/i,
];

export async function readLogo(folder: string, name: string): Promise<string> {
  if (basename(name) !== name) throw invalid(name, 'lies elsewhere; put it into the folder of templates');
  const bytes = await readFile(join(folder, name)).catch((cause: unknown) => {
    throw invalid(name, 'could not be read', cause);
  });
  if (bytes.byteLength > bytesMax)
    throw invalid(name, `has ${bytes.byteLength} bytes; at most ${bytesMax} are embedded`);
  if (extname(name).toLowerCase() === '.png') {
    if (!bytes.subarray(0, 8).equals(pngSignature)) throw invalid(name, 'is no PNG');
    return `data:image/png;base64,${bytes.toString('base64')}`;
  }
  if (extname(name).toLowerCase() !== '.svg') throw invalid(name, 'is neither a .png nor an .svg');
  const svg = bytes.toString('utf8');
  const match = refused.map((pattern) => pattern.exec(svg)).find((each) => each !== null);
  if (match !== undefined)
    throw invalid(name, `holds '${match[0].trim().slice(0, 30)}'; a logo is shapes and text only, without references`);
  if (!/<svg[\s>]/i.test(svg)) throw invalid(name, 'is no SVG');
  return `data:image/svg+xml;base64,${bytes.toString('base64')}`;
}

function invalid(name: string, problem: string, cause?: unknown): GembaError {
  return new GembaError('template-invalid', `The logo ${name} ${problem}.`, { details: { template: name }, cause });
}
