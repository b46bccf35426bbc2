/** Texts that a mapping says of every row: a wrong one is told when the source is opened, not row by row. */
import { GembaError } from '../model/index.ts';
import type { FileMapping } from './config.ts';
import type { SourceContext } from './context.ts';
import { type MappedTextColumn, textColumns, understood } from './meanings.ts';

/**
 * What a constant stands for.
 *
 * @throws GembaError `unknown-name` where it is no equipment of the plant, or no state
 */
export function understoodConstant(name: MappedTextColumn, text: string, context: SourceContext): string {
  const meaning = understood(name, text, context);
  if ('text' in meaning) return meaning.text;
  throw new GembaError(
    'unknown-name',
    `A mapping says ${name} '${text}' for every row, which is unknown. Write: ${meaning.expected}.`,
    { details: { name, value: text } },
  );
}

/** @throws GembaError `unknown-name` as above, for any constant of the mapping */
export function requireConstants(mapping: FileMapping, context: SourceContext): void {
  for (const name of textColumns) {
    const entry = mapping[name];
    if (typeof entry === 'object' && 'value' in entry) understoodConstant(name, entry.value, context);
  }
}
