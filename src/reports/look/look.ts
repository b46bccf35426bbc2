/** How a plant's reports look: templates, colours, logo. */
import type { Role } from '../../model/index.ts';
import { createEnvironment, type Environment } from '../pages/environment.ts';
import { builtInTemplates, pageTemplates } from '../pages/templates/index.ts';
import type { OwnColors } from './own-colors.ts';

export interface Look {
  readonly environment: Environment;
  /** Colours that differ from gemba's. */
  readonly colors: OwnColors;
  /** A data URI; empty where the plant has none. */
  readonly logo: string;
  /** SHA-256 of all files of the folder, 32 hex digits; empty for gemba's own look. */
  readonly fingerprint: string;
}

export interface LookParts {
  /** Templates by name that stand in the place of the built-in ones. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Added below a role's own parts, in order. */
  readonly sections?: readonly { readonly role: Role; readonly name: string; readonly source: string }[];
  readonly colors?: OwnColors;
  readonly logo?: string;
  readonly fingerprint?: string;
}

export function createLook({
  templates = {},
  sections = [],
  colors = {},
  logo = '',
  fingerprint = '',
}: LookParts): Look {
  const nameOf = ({ role, name }: (typeof sections)[number]): string => `sections/${role}-${name}`;
  const pages = Object.entries(pageTemplates).map(([name, source]): [string, string] => {
    const own = sections.filter(({ role }) => `page-${role}` === name);
    return [name, source.replace('{{> sections}}', own.map((section) => `{{> [${nameOf(section)}]}}`).join(''))];
  });
  const environment = createEnvironment({
    ...builtInTemplates,
    ...templates,
    ...Object.fromEntries(sections.map((section) => [nameOf(section), section.source])),
    ...Object.fromEntries(pages),
  });
  return { environment, colors, logo, fingerprint };
}

export const builtInLook: Look = createLook({});
