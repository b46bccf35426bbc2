/** The tags of a source by the names it has for them. One table serves all decoders of the source. */
import type { Tag } from '../../model/index.ts';
import type { Aliases } from '../aliases.ts';
import { createReadingTag, type ReadingTag } from './reading-tag.ts';

export interface TagTable {
  /** The tag of a name; `defaultUnit` is the unit of the source's values where its alias says none. */
  find(name: string, defaultUnit: string | undefined): ReadingTag | undefined;
  /** Whether an alias names a unit, so that values may have to be converted. */
  readonly hasUnits: boolean;
}

/**
 * A source's aliases go before the names that the plant file gives to tags; an alias leads to a tag's id or to one of its
 * source names. Of two tags with the same source name, the first has it; an id always leads to its own tag.
 */
export function createTagTable(tags: readonly Tag[], aliases: Aliases = {}): TagTable {
  const byName = new Map<string, { readonly tag: Tag; readonly index: number }>();
  tags.forEach((tag, index) => {
    for (const name of tag.sourceNames) if (!byName.has(name)) byName.set(name, { tag, index });
  });
  tags.forEach((tag, index) => {
    byName.set(tag.id, { tag, index });
  });
  const byAlias = new Map(
    Object.entries(aliases.tags ?? {}).map(([name, alias]) => [
      name,
      typeof alias === 'string' ? { tag: alias, unit: undefined } : alias,
    ]),
  );
  return {
    find(name, defaultUnit) {
      const alias = byAlias.get(name);
      const bound = byName.get(alias?.tag ?? name);
      return bound === undefined ? undefined : createReadingTag(bound, alias?.unit ?? defaultUnit);
    },
    hasUnits: [...byAlias.values()].some(({ unit }) => unit !== undefined),
  };
}
