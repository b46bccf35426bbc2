/** The names a person goes by in this plant. */
import type { Aliases } from '../../ingest/index.ts';
import { listPersonNames } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { createPersonNames } from './person-names.ts';

export interface Spellings {
  /** As the map of tokens has them, or would. */
  readonly names: readonly string[];
  /** Also what sources write where the plant file gives it another name. */
  readonly written: readonly string[];
  /** Sources with such an alias. */
  readonly aliasSources: readonly string[];
}

/** A name that differs in case or in Unicode's form alone is the same name. */
export function findSpellings(plant: OpenPlant, asked: readonly string[]): Spellings {
  const aliases = plant.file.sources.flatMap((source) => {
    const tables = 'aliases' in source ? (source.aliases as Aliases | undefined) : undefined;
    return Object.entries(tables?.operators ?? {}).map(([written, name]) => ({ id: source.id, written, name }));
  });
  const isAsked = createPersonNames(asked).is;
  const named = aliases.filter(({ written }) => isAsked(written)).map(({ name }) => name);
  const isName = createPersonNames([...asked, ...named]).is;
  const ofPerson = aliases.filter(({ name }) => isName(name));
  const stored = [...listPersonNames(plant.state).values()].filter(isName);
  const names = [...new Set([...asked, ...named, ...stored])];
  return {
    names,
    written: [...new Set([...names, ...ofPerson.map(({ written }) => written)])],
    aliasSources: [...new Set(ofPerson.map(({ id }) => id))],
  };
}
