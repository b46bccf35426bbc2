/** The fixtures, as records. */
import { readFileSync } from 'node:fs';

export interface FixtureMessage {
  readonly file: string;
  readonly topic: string;
  readonly hex: string;
  readonly group: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/sparkplug/${name}`, import.meta.url), 'utf8'));

export const messages: readonly FixtureMessage[] = read('messages.json') as FixtureMessage[];

export const requirements: readonly { readonly id: string; readonly concerns: string }[] = read(
  'requirements.json',
) as {
  id: string;
  concerns: string;
}[];

export interface FieldDefinition {
  readonly field: string;
  readonly number: number;
  readonly type: 'uint32' | 'uint64' | 'float' | 'double' | 'bool' | 'string' | 'bytes' | 'message';
  readonly repeated: boolean;
  readonly of: string | null;
  readonly oneof: string | null;
}

const definition = read('fields.json') as {
  datatypes: Record<string, number>;
  messages: Record<string, FieldDefinition[]>;
};

export const dataTypeCodes: Readonly<Record<string, number>> = definition.datatypes;

export function fieldsOf(message: string): readonly FieldDefinition[] {
  return definition.messages[message] as FieldDefinition[];
}

/** The message whose file name begins so. */
export function fixture(start: string): FixtureMessage & { readonly bytes: Uint8Array } {
  const message = messages.find(({ file }) => file.startsWith(start)) as FixtureMessage;
  return { ...message, bytes: Uint8Array.from(Buffer.from(message.hex, 'hex')) };
}
