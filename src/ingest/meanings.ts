/** What the texts of a file mean: equipment by name, persons as tokens, codes of the plant's catalogues. */
import { equipmentStates, listStateWords, type StateWordsConfig, stateStandards } from '../model/index.ts';
import { type Aliases, type AliasKind, resolveAlias } from './aliases.ts';
import type { FileMapping, TextMapping } from './config.ts';
import type { SourceContext } from './context.ts';
import type { Meaning } from './text-columns.ts';

export const textColumns = [
  'equipment',
  'state',
  'workOrder',
  'operation',
  'product',
  'operators',
  'reason',
  'defect',
] as const;
export type MappedTextColumn = (typeof textColumns)[number];

/** The alias table of a column's names. */
const aliasKindOf: Partial<Record<MappedTextColumn, AliasKind>> = {
  equipment: 'equipment',
  workOrder: 'orders',
  product: 'products',
  operators: 'operators',
  reason: 'reasons',
};

/** Whether a code, which is not empty, is in no catalogue of the plant. */
export function isUnmapped(name: string, text: string, context: SourceContext): boolean {
  if (name === 'reason') return !context.reasonCodes.has(text);
  return name === 'defect' && !context.defectCodes.has(text);
}

/** How the texts of one column are understood: first the mapping's own words, then the source's aliases. */
export function createMeaning(
  name: MappedTextColumn,
  mapping: FileMapping,
  aliases: Aliases | undefined,
  context: SourceContext,
): (text: string) => Meaning {
  if (name === 'operators') return personsMeaning(mapping.operators, aliases, context);
  const entry = mapping[name] as Exclude<TextMapping, { value: string }>;
  const options = typeof entry === 'string' ? { column: entry } : entry;
  const stateOf = name === 'state' ? createStateMeaning(mapping.stateWords) : undefined;
  const isRequired = options.required === true || name === 'equipment' || name === 'state';
  return (received) => {
    const given = received === '' ? (options.default ?? '') : received;
    const text = options.values !== undefined && Object.hasOwn(options.values, given) ? options.values[given] : given;
    if (text === undefined || text === '')
      return isRequired ? { refused: 'missing-value', expected: expectedOf(name) } : { text: '' };
    if (stateOf !== undefined) return stateOf(text);
    const kind = aliasKindOf[name];
    return understood(name, kind === undefined ? text : resolveAlias(aliases, kind, text), context);
  };
}

/** By the words of a standard; undefined where the mapping names none, so that the file has the states' own. */
function createStateMeaning(config: StateWordsConfig | undefined): ((text: string) => Meaning) | undefined {
  if (config === undefined) return undefined;
  const known = new Map(listStateWords(config).map(({ said, means }) => [String(said), means]));
  const expected = `a word of ${stateStandards[config.standard].name} that tells a state`;
  return (text) => {
    const means = known.get(text);
    if (means === undefined) return { refused: 'unknown-state', expected };
    return means === 'untold' ? { refused: 'untold-state', expected } : { text: means };
  };
}

/** What a text of a column stands for, given that it is not empty. */
export function understood(name: MappedTextColumn, text: string, context: SourceContext): Meaning {
  if (name === 'equipment') {
    const id = context.findEquipment(text);
    return id === undefined ? { refused: 'unknown-equipment', expected: expectedOf(name) } : { text: id };
  }
  if (name === 'state' && !(equipmentStates as readonly string[]).includes(text))
    return { refused: 'unknown-state', expected: expectedOf(name) };
  return { text, isUnmapped: isUnmapped(name, text, context) };
}

function expectedOf(name: MappedTextColumn): string {
  if (name === 'equipment') return 'name or id of a piece of equipment in the plant file';
  return name === 'state' ? equipmentStates.join(', ') : 'a value';
}

function personsMeaning(
  entry: FileMapping['operators'],
  aliases: Aliases | undefined,
  context: SourceContext,
): (text: string) => Meaning {
  const { separator, required } = typeof entry === 'object' ? entry : { separator: undefined, required: undefined };
  const tokenOf = (person: string): string => context.tokens.tokenOf(resolveAlias(aliases, 'operators', person));
  return (received) => {
    const persons = (separator === undefined ? [received] : received.split(separator))
      .map((person) => person.trim())
      .filter((person) => person !== '');
    if (persons.length === 0)
      return required === true ? { refused: 'missing-value', expected: 'a person' } : { text: '' };
    return { text: persons.map(tokenOf).join(' ') };
  };
}
