/** Reading a plant file: TypeScript, JavaScript, JSON or YAML. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { GembaError } from '../../model/index.ts';

/** Names tried, in this order, where no plant file is named. */
export const plantFileNames = [
  'gemba.config.ts',
  'gemba.config.js',
  'gemba.config.mjs',
  'gemba.config.json',
  'gemba.config.yaml',
  'gemba.config.yml',
] as const;

/**
 * The plant file to use: the one named, or the first of `plantFileNames` in the folder.
 *
 * @throws GembaError `plant-file-missing`
 */
export function findPlantFile(named: string | undefined, folder: string): string {
  if (named !== undefined) {
    const path = resolve(folder, named);
    if (existsSync(path)) return path;
    throw new GembaError(
      'plant-file-missing',
      `There is no plant file ${path}. Check --config, or run \`gemba init\`.`,
      {
        details: { path },
      },
    );
  }
  const path = plantFileNames.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new GembaError(
    'plant-file-missing',
    `There is no plant file in ${folder} (${plantFileNames.join(', ')}). Run \`gemba init\`, or name one with --config.`,
    { details: { folder } },
  );
}

/**
 * What a plant file holds, unchecked: as it is now, also where this process has read it before. Modules that it imports
 * are what they were when they were first.
 *
 * @throws GembaError `plant-file-unreadable`, with the parser's message
 */
export async function readPlantFile(path: string): Promise<unknown> {
  try {
    const extension = extname(path);
    if (extension === '.json') return JSON.parse(await readFile(path, 'utf8'));
    if (extension === '.yaml' || extension === '.yml') return parseYaml(await readFile(path, 'utf8'));
    resolveGembaFromHere();
    const url = pathToFileURL(path);
    // Else a file that was changed would be what it was when this process read it first.
    url.searchParams.set('modified', String((await stat(path)).mtimeMs));
    const module = (await import(url.href)) as { default?: unknown };
    if (module.default === undefined)
      throw new Error('It has no default export. End it with `export default definePlant({ … })`.');
    return module.default;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GembaError('plant-file-unreadable', `Cannot read the plant file ${path}: ${reason}`, {
      cause,
      details: { path },
    });
  }
}

let hooked = false;

/**
 * A plant file imports `gemba` whether or not it is installed beside it (`npx gemba`, a global install): where the
 * import finds nothing, it is this package.
 */
function resolveGembaFromHere(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^gemba(\/|$)/.test(specifier)) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
