/** From a tag's name back to what it is built of: the inverse of a mapping's `tag` template. */
import type { ReadingMapping } from '../../ingest/index.ts';

/** Where a reading goes: its topic, and the keys that lead to its value. */
export interface ReadingPlace {
  readonly topic: string;
  /** Of forms in which keys name tags; empty in others. */
  readonly keys: readonly string[];
}

export interface NameInverseOptions {
  /** Topic of messages whose mapping has no `topic` template. */
  readonly topic: string | ((tag: string) => string) | undefined;
  /** Values of the template's levels that are not in the tag's name. */
  readonly levels: Readonly<Record<string, string>>;
}

const placeholders = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;
const level = /^\{([a-zA-Z][a-zA-Z0-9]*)([?*]?)\}$/;

/** Finds the place of a tag's name; undefined where no message of the mapping could give this name. */
export type FindPlace = (name: string) => ReadingPlace | undefined;

export function createNameInverse(mapping: ReadingMapping, options: NameInverseOptions): FindPlace {
  const hasKeys = mapping.form === 'object' || (mapping.form === 'columns' && mapping.value === undefined);
  const isNamedWithin = 'name' in mapping && mapping.name !== undefined;
  const template = mapping.tag ?? (hasKeys ? '{path}.{key}' : isNamedWithin ? '{name}' : '{topic}');
  const marks = new Map<string, string>();
  for (const written of mapping.topic?.split('/') ?? []) {
    const [, name, mark] = level.exec(written) ?? [];
    if (name !== undefined) marks.set(name, mark as string);
  }
  const pattern = patternOf(template, marks, mapping.form);
  return (tag) => {
    const parts = pattern.exec(tag)?.groups;
    if (parts === undefined) return undefined;
    const topic = parts['topic'] ?? buildTopic(mapping, parts, options, tag);
    if (topic === undefined) return undefined;
    const above = mapping.form === 'object' ? (parts['path']?.split('.') ?? []) : [];
    return { topic, keys: hasKeys ? [...above, parts['key'] as string] : [] };
  };
}

/** What stands behind a placeholder that is empty is left out of a name, so both are optional together. */
function patternOf(template: string, marks: ReadonlyMap<string, string>, form: ReadingMapping['form']): RegExp {
  // Splitting by a pattern with a group gives text, name, text, name, … text.
  const parts = template.split(placeholders);
  let shape = escaped(parts[0] as string);
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i] as string;
    const behind = escaped(parts[i + 1] as string);
    const isLast = i + 2 === parts.length;
    const { part, isOptional } = partOf(name, marks, form);
    shape += isOptional && !isLast ? `(?:(?<${name}>${part})${behind})?` : `(?<${name}>${part})${behind}`;
  }
  return new RegExp(`^${shape}$`, 's');
}

function partOf(
  name: string,
  marks: ReadonlyMap<string, string>,
  form: ReadingMapping['form'],
): { readonly part: string; readonly isOptional: boolean } {
  const hasRest = [...marks.values()].includes('*');
  switch (name) {
    case 'topic':
    case 'name':
      return { part: '.+?', isOptional: false };
    case 'key':
      return { part: form === 'object' ? '[^.]+' : '.+?', isOptional: false };
    case 'path':
      // Keys above the last, or the rest of the topic; where there is neither, it is empty.
      return { part: form === 'object' || hasRest ? '.+?' : '(?!)', isOptional: true };
    default:
      if (marks.get(name) === '*') return { part: '.+?', isOptional: true };
      return { part: '[^/_][^/]*?', isOptional: marks.get(name) === '?' };
  }
}

function buildTopic(
  { topic, form }: ReadingMapping,
  parts: Readonly<Record<string, string | undefined>>,
  options: NameInverseOptions,
  tag: string,
): string | undefined {
  if (topic === undefined) return typeof options.topic === 'function' ? options.topic(tag) : options.topic;
  const levels: string[] = [];
  for (const written of topic.split('/')) {
    const [, name, mark] = level.exec(written) ?? [];
    if (name === undefined) {
      levels.push(written);
      continue;
    }
    // Of an object the path is in its keys; in other forms it is the rest of the topic.
    const rest = mark === '*' && form !== 'object' ? parts['path']?.replaceAll('.', '/') : undefined;
    const value = parts[name] ?? options.levels[name] ?? rest;
    if (value !== undefined && value !== '') levels.push(value);
    else if (mark === '') return undefined;
  }
  return levels.join('/');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
