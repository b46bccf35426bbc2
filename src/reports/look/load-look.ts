/** Reads a plant's folder of templates: `<name>.hbs`, `sections/<role>-<name>.hbs`, `theme.json`, a logo. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { GembaError, roles } from '../../model/index.ts';
import { builtInTemplates } from '../pages/templates/index.ts';
import { checkTemplate } from './check-template.ts';
import { readLogo } from './logo.ts';
import { createLook, type Look, type LookParts } from './look.ts';
import { colorNames } from './own-colors.ts';

/** A template is text that a person wrote. */
const templateBytesMax = 256 * 1024;
const filesMax = 100;

const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'is not a colour such as #0072B2');
const themeSchema = z.strictObject({
  colors: z.strictObject(Object.fromEntries(colorNames.map((name) => [name, color.optional()]))).optional(),
  logo: z.string().min(1).optional(),
});

/**
 * A plant's own look.
 *
 * @param folder absolute path
 * @throws GembaError `template-invalid` naming the file, for what is no template of ours, runs code, or refers outwards
 */
export async function loadLook(folder: string): Promise<Look> {
  const names = await list(folder);
  const sectionNames = names.includes('sections') ? await list(join(folder, 'sections')) : [];
  const hash = createHash('sha256');
  const read = async (name: string): Promise<string> => {
    const bytes = await readFile(join(folder, name));
    if (bytes.byteLength > templateBytesMax)
      throw invalid(name, `has ${bytes.byteLength} bytes; a template has at most ${templateBytesMax}`);
    hash.update(`${name}\0${bytes.byteLength}\0`).update(bytes);
    return bytes.toString('utf8');
  };
  const templates: Record<string, string> = {};
  for (const file of names.filter((each) => each.endsWith('.hbs'))) {
    const name = file.slice(0, -'.hbs'.length);
    if (!Object.hasOwn(builtInTemplates, name))
      throw invalid(file, `replaces no template; there are ${Object.keys(builtInTemplates).join(', ')}`);
    templates[name] = checkTemplate(file, await read(file));
  }
  const sections: NonNullable<LookParts['sections']>[number][] = [];
  for (const file of sectionNames.filter((each) => each.endsWith('.hbs'))) {
    const role = roles.find((each) => file.startsWith(`${each}-`));
    if (role === undefined)
      throw invalid(`sections/${file}`, `does not begin with a role and '-'; the roles are ${roles.join(', ')}`);
    const path = `sections/${file}`;
    sections.push({
      role,
      name: file.slice(role.length + 1, -'.hbs'.length),
      source: checkTemplate(path, await read(path)),
    });
  }
  const theme = names.includes('theme.json') ? parseTheme(await read('theme.json')) : {};
  const logo = theme.logo === undefined ? undefined : await readLogo(folder, theme.logo);
  if (logo !== undefined) hash.update(logo);
  return createLook({
    templates,
    sections,
    colors: Object.fromEntries(Object.entries(theme.colors ?? {}).filter(([, value]) => value !== undefined)),
    ...(logo === undefined ? {} : { logo }),
    fingerprint: hash.digest('hex').slice(0, 32),
  });
}

async function list(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new GembaError(
      'template-invalid',
      `The folder of templates ${folder} could not be read. Correct \`templates\` in the plant file, or make the folder.`,
      { cause, details: { folder } },
    );
  });
  if (names.length > filesMax) throw invalid(folder, `holds ${names.length} files; at most ${filesMax} are read`);
  return names.sort();
}

function parseTheme(text: string): z.output<typeof themeSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid('theme.json', `is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  const result = themeSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw invalid(
    'theme.json',
    `${where === '' ? '' : `${where}: `}${issue?.message ?? 'does not fit'}; it may hold colors (${colorNames.join(', ')}) and logo`,
  );
}

function invalid(file: string, problem: string): GembaError {
  return new GembaError('template-invalid', `The template file ${file} ${problem}.`, { details: { template: file } });
}
