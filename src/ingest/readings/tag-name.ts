/**
 * Names of tags as a source has them, built from the levels of the topic and the keys of the payload. What stands
 * between two placeholders is left out with an empty placeholder before it: `{area}.{key}` is `speed` where there is no
 * area.
 */
import type { ReadingMapping } from './mapping.ts';
import { listPlaceholders, type TopicParts } from './topic-template.ts';

/** What names a reading: its topic, the keys that lead to its value, and the name its message gives it. */
export interface NameParts {
  readonly topic: string;
  readonly levels: TopicParts;
  /** The rest of the topic and the keys above the last one, by dots. */
  readonly path: string;
  readonly key: string;
  readonly name: string;
}

export type BuildTagName = (parts: NameParts) => string;

const placeholders = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

/** The template that holds where the mapping names none. */
export function tagTemplateOf(mapping: ReadingMapping): string {
  if (mapping.tag !== undefined) return mapping.tag;
  if (hasKeys(mapping)) return '{path}.{key}';
  return 'name' in mapping && mapping.name !== undefined ? '{name}' : '{topic}';
}

/** Whether keys of the payload name tags. */
export function hasKeys(mapping: ReadingMapping): boolean {
  return mapping.form === 'object' || (mapping.form === 'columns' && mapping.value === undefined);
}

/** What is wrong with the template, each as a sentence; empty where nothing is. */
export function listNameProblems(mapping: ReadingMapping): readonly string[] {
  const template = tagTemplateOf(mapping);
  const known = new Set(['topic', 'path', ...listPlaceholders(mapping.topic ?? '')]);
  if (hasKeys(mapping)) known.add('key');
  if ('name' in mapping && mapping.name !== undefined) known.add('name');
  const problems = [...template.matchAll(placeholders)]
    .filter(([, name]) => !known.has(name as string))
    .map(([written]) => `${written} is not known here. There are ${[...known].map((name) => `{${name}}`).join(', ')}.`);
  if (/[{}]/.test(template.replaceAll(placeholders, '')))
    problems.push('A brace belongs to a placeholder such as {key}.');
  if (hasKeys(mapping) && !template.includes('{key}')) problems.push('Without {key} all keys are one tag. Add it.');
  return problems;
}

export function compileTagName(template: string): BuildTagName {
  // Splitting by a pattern with a group gives text, name, text, name, … text.
  const parts = template.split(placeholders);
  return (named) => {
    let text = parts[0] as string;
    for (let i = 1; i < parts.length; i += 2) {
      const part = partOf(named, parts[i] as string);
      const isLast = i + 2 === parts.length;
      if (part !== '' || isLast) text += part + (parts[i + 1] as string);
    }
    return text;
  };
}

function partOf(named: NameParts, name: string): string {
  switch (name) {
    case 'topic':
    case 'path':
    case 'key':
    case 'name':
      return named[name];
    default:
      return named.levels.get(name) as string;
  }
}
