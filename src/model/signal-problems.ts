/** What is wrong with the signals of a plant file: tags and reasons that lead nowhere, rules that cannot be. */
import { type PlacedEquipment, placeEquipment } from './equipment-tree.ts';
import type { Problem } from './errors.ts';
import type { PlantConfig } from './plant-config.ts';
import type { StateRuleConfig, TagStateWordsConfig, UnitSignalsConfig } from './signals.ts';
import { listStateWordProblems, sayUnknownWord } from './state-mappings/problems.ts';
import { listStateWords } from './state-mappings/state-words.ts';
import type { TagConfig } from './tag.ts';

interface Known {
  readonly tags: ReadonlyMap<string, TagConfig>;
  readonly reasons: ReadonlySet<string>;
}

type AddProblem = (field: string, message: string) => void;

/** Tags that are read as text, and tags that are read as counts. */
const textFields = ['productTag', 'workOrderTag'] as const;
const counterFields = ['producedTag', 'goodTag', 'scrapTag'] as const;

/**
 * Problems of signals. A tag of other equipment is none: what one unit does often shows at another's sensor, such as the
 * line's conveyor or a shared controller.
 *
 * @param reasons codes of the plant's stop reasons
 */
export function listSignalProblems(
  { equipment, tags = [] }: Pick<PlantConfig, 'equipment' | 'tags'>,
  reasons: ReadonlySet<string>,
): Problem[] {
  const known = { tags: new Map(tags.map((tag) => [tag.id, tag])), reasons };
  return placeEquipment(equipment).flatMap((placed) => {
    const { signals } = placed.config;
    return signals === undefined ? [] : listUnitProblems(placed, signals, known);
  });
}

function listUnitProblems({ config, at, level }: PlacedEquipment, signals: UnitSignalsConfig, known: Known): Problem[] {
  const problems: Problem[] = [];
  const add: AddProblem = (field, message) =>
    problems.push({ path: field === '' ? `${at}.signals` : `${at}.signals.${field}`, message });
  if (level !== 'workUnit')
    add('', `'${config.name}' is a ${level}; states and pieces are those of work units. Move signals to one of them.`);
  for (const [i, rule] of (signals.states ?? []).entries())
    addRuleProblems(rule, known, (field, message) => add(`states.${i}.${field}`, message));
  for (const [i, words] of (signals.stateWords ?? []).entries())
    addWordProblems(words, known, (field, message) => add(`stateWords.${i}.${field}`, message));
  for (const field of counterFields) addCounterProblems(field, signals[field], known, add);
  for (const field of textFields) addTextProblems(field, signals[field], known, add);
  addTogetherProblems(config.name, signals, add);
  return problems;
}

function addTogetherProblems(name: string, signals: UnitSignalsConfig, add: AddProblem): void {
  const { states = [], stateWords = [], producedTag, goodTag, scrapTag } = signals;
  if (goodTag !== undefined && producedTag !== undefined)
    add('goodTag', `stands beside producedTag, and good pieces would be counted by both. Remove one of them.`);
  if (scrapTag !== undefined && goodTag === undefined && producedTag === undefined)
    add('scrapTag', `'${scrapTag}' counts scrap of no pieces. Name producedTag or goodTag beside it, or remove it.`);
  if (
    states.length + stateWords.length > 0 ||
    producedTag !== undefined ||
    goodTag !== undefined ||
    scrapTag !== undefined
  )
    return;
  add(
    '',
    `of '${name}' name neither a state nor a counter, so nothing is read. Add states or producedTag, or remove it.`,
  );
}

function addRuleProblems(rule: StateRuleConfig, known: Known, add: AddProblem): void {
  const { state, reason, above, below, oneOf, releaseAt } = rule;
  const given = Object.entries({ above, below, oneOf }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) add('tag', `the rule says of '${rule.tag}' nothing. Give one of above, below and oneOf.`);
  if (given.length > 1)
    add(given.at(-1) as string, `the rule has ${given.join(' and ')}; it can have one. Make a rule of each.`);
  if (releaseAt !== undefined && oneOf !== undefined && given.length === 1)
    add('releaseAt', `${releaseAt} is where above or below ends; oneOf has no such place. Remove it.`);
  if (releaseAt !== undefined && above !== undefined && releaseAt > above)
    add('releaseAt', `${releaseAt} is above ${above}, so the rule would end before it begins. Give ${above} or less.`);
  if (releaseAt !== undefined && below !== undefined && releaseAt < below)
    add('releaseAt', `${releaseAt} is below ${below}, so the rule would end before it begins. Give ${below} or more.`);
  if (reason !== undefined && !known.reasons.has(reason))
    add('reason', `'${reason}' is not a stop reason of this plant. Add it to reasons, or use one of its codes.`);
  else if (reason !== undefined && state === 'running')
    add('reason', `'${reason}' is a reason to stop, but the state is 'running'. Remove it, or use another state.`);
  const tag = findTag('tag', rule.tag, known, add);
  if (tag !== undefined) addConditionProblems(rule, tag, add);
}

function addConditionProblems({ above, below, oneOf }: StateRuleConfig, tag: TagConfig, add: AddProblem): void {
  const { id, kind, valueType = 'number' } = tag;
  if (kind === 'counter') {
    add('tag', `'${id}' is a counter, which has no value to stay at. Use a tag of kind measure or state.`);
    return;
  }
  for (const [field, value] of [
    ['above', above],
    ['below', below],
  ] as const)
    if (value !== undefined && valueType !== 'number')
      add(field, `${value} is compared with numbers, but tag '${id}' holds a ${valueType}. Use oneOf.`);
  for (const [i, value] of (oneOf ?? []).entries())
    if (!isHeld(value, valueType))
      add(`oneOf.${i}`, `${JSON.stringify(value)} is never a value of tag '${id}', which holds a ${valueType}.`);
}

function addWordProblems(config: TagStateWordsConfig, known: Known, add: AddProblem): void {
  for (const { path, message } of listStateWordProblems(config)) add(path, message);
  const tag = findTag('tag', config.tag, known, add);
  if (tag?.kind === 'counter' || tag?.valueType === 'boolean')
    add('tag', `'${tag.id}' cannot say the words of a standard. Use a tag of numbers or texts that is no counter.`);
  for (const [word, reason] of Object.entries(config.reasons ?? {})) {
    const unknownWord = sayUnknownWord(config.standard, word);
    const { means } = listStateWords(config).find((one) => one.word === word) ?? {};
    if (unknownWord !== undefined) add(`reasons.${word}`, unknownWord);
    else if (!known.reasons.has(reason))
      add(
        `reasons.${word}`,
        `'${reason}' is not a stop reason of this plant. Add it to reasons, or use one of its codes.`,
      );
    else if (means === 'running' || means === 'untold')
      add(
        `reasons.${word}`,
        `'${reason}' is a reason to stop, but '${word}' is ${means} here. Remove it, or override it.`,
      );
  }
}

function isHeld(value: number | string | boolean, valueType: NonNullable<TagConfig['valueType']>): boolean {
  if (valueType === 'number') return typeof value === 'number';
  if (valueType === 'text') return typeof value === 'string';
  return typeof value === 'boolean' || value === 0 || value === 1;
}

function addCounterProblems(field: string, id: string | undefined, known: Known, add: AddProblem): void {
  const tag = id === undefined ? undefined : findTag(field, id, known, add);
  if (tag !== undefined && tag.kind !== 'counter')
    add(field, `'${tag.id}' is not a counter. Use a tag of kind: 'counter', or give this one that kind.`);
}

function addTextProblems(field: string, id: string | undefined, known: Known, add: AddProblem): void {
  const tag = id === undefined ? undefined : findTag(field, id, known, add);
  if (tag !== undefined && tag.valueType !== 'text')
    add(field, `'${tag.id}' holds a ${tag.valueType ?? 'number'}. Use a tag of valueType: 'text'.`);
}

function findTag(field: string, id: string, { tags }: Known, add: AddProblem): TagConfig | undefined {
  const tag = tags.get(id);
  if (tag === undefined)
    add(field, `'${id}' is not the id of any tag of this plant. Add it to tags, or use one of them.`);
  return tag;
}
