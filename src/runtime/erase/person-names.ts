/**
 * How a person may be written: in upper or lower case, composed or decomposed (Unicode NFC, NFD), with JSON's escapes,
 * with doubled quotes of CSV, with HTML's entities, and as gemba keeps bytes that are not UTF-8 (`\xNN`).
 */

export interface PersonNames {
  /** Whether a text is the person's name and nothing else. */
  is(text: string): boolean;
  /** Whether the name stands in a text as whole words. */
  standsIn(text: string): boolean;
  /**
   * Where it stands, each with what is beside it: a shorter text would also stand where another person has a name that
   * begins or ends like this one.
   */
  listPlaces(text: string): readonly string[];
  /** The text with the mark in place of each. */
  replaceIn(text: string, mark: string): string;
}

/** Beside a name at the beginning or end of a text, so many characters of the other side tell it from another one. */
const contextMax = 80;
/** Scripts that write words without a space between them: a name ends where it ends. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
/** What an escape leaves before a name is no letter of it. */
const begins = String.raw`(?:(?<=\\[nrtbf]|\\u[0-9a-f]{4}|\\x[0-9a-f]{2})|(?<![\p{L}\p{N}]))`;
const ends = String.raw`(?![\p{L}\p{M}\p{N}])`;

/** @param spellings as sources write the name, none of them empty */
export function createPersonNames(spellings: readonly string[]): PersonNames {
  const folded = new Set(spellings.map(fold));
  const written = [...new Set(spellings.flatMap((text) => [text.normalize('NFC'), text.normalize('NFD')]))];
  // The longest first: of two spellings one may begin with the other.
  const patterns = written.sort((a, b) => b.length - a.length).map(patternOf);
  const anywhere = new RegExp(patterns.join('|'), 'giu');
  return {
    is: (text) => folded.has(fold(text)),
    standsIn: (text) => text.search(anywhere) >= 0,
    listPlaces: (text) => [...text.matchAll(anywhere)].map((match) => withContext(text, match.index, match[0].length)),
    replaceIn: (text, mark) => text.replaceAll(anywhere, () => mark),
  };
}

function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

function patternOf(name: string): string {
  const characters = [...name.trim().replaceAll(/\s+/gu, ' ')];
  // A NUL after each where the text was UTF-16.
  const body = characters.map(characterPattern).join(String.raw`(?:\\x00)?`);
  const isOpen = (character: string | undefined): boolean => unspaced.test(character ?? '');
  return `${isOpen(characters[0]) ? '' : begins}${body}${isOpen(characters.at(-1)) ? '' : ends}`;
}

function characterPattern(character: string): string {
  if (character === ' ') return String.raw`(?:\s|\\[nrt]|\\u0020)+`;
  if (character === '"') return String.raw`(?:""?|\\+"|\\+u0022|&quot;|&#34;)`;
  if (character === '\\') return String.raw`(?:\\+|\\+x5C)`;
  const forms = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  const written = [...forms].flatMap((form) => [RegExp.escape(form), jsonEscape(form), ...byteEscape(form)]);
  return `(?:${[...written, ...htmlEscape(character)].join('|')})`;
}

/** Of what HTML may not or need not write as it is. */
function htmlEscape(character: string): readonly string[] {
  if (!/[&<>'`=/]/.test(character)) return [];
  const code = character.charCodeAt(0);
  const named = { '&': 'amp', '<': 'lt', '>': 'gt', "'": 'apos' }[character];
  return [`&#0*${code};`, `&#x0*${code.toString(16)};`, ...(named === undefined ? [] : [`&${named};`])];
}

function jsonEscape(text: string): string {
  return Array.from(
    { length: text.length },
    (_, i) => String.raw`\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** Latin-1, and of Windows-1252 what is the same there. */
function byteEscape(text: string): readonly string[] {
  const code = text.length === 1 ? text.charCodeAt(0) : 0;
  return code >= 0xa0 && code <= 0xff ? [String.raw`\\x${code.toString(16)}`] : [];
}

function withContext(text: string, at: number, length: number): string {
  const end = at + length;
  const before = end === text.length ? contextMax : 1;
  const after = at === 0 ? contextMax : 1;
  const from = Math.max(0, at - before);
  // Half a character is none that could be found.
  const isHalf = (index: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(index));
  return text.slice(isHalf(from) ? from - 1 : from, isHalf(end + after) ? end + after + 1 : end + after);
}
